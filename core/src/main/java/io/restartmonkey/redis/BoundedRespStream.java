package io.restartmonkey.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/**
 * What a Redis answers, without what no good answer has: a client makes room for whatever length an
 * answer claims, before it has seen any of it.
 *
 * <ol>
 *   <li>A text of more than 16 KiB, and a list within a list of more than 32 parts, become null:
 *       one server's record is then refused, and the others are read. It takes more than a hundred
 *       servers that lie to fill the 64 MiB.
 *   <li>A list of more than 2,000,000 parts, lists within lists within lists more than 8 deep, more
 *       than 64 MiB since the last question, and what is not the protocol of Redis, fail.
 * </ol>
 *
 * <p>Reads both protocols, RESP2 and RESP3, but for streamed parts and attributes, which nobody
 * asked for. For one thread.
 */
final class BoundedRespStream extends InputStream {
  static final int MAX_TEXT_LENGTH = 16 << 10;
  private static final int MAX_LINE_LENGTH = 64 << 10;
  private static final int MAX_INNER_PARTS = 32;
  private static final int MAX_PARTS = 2_000_000;
  private static final int DEEPEST = 8;
  static final long MAX_SHOWN = 64L << 20;
  private static final long MAX_SEEN = 2L << 30;
  private static final int NOT_HIDDEN = -1;
  private static final int MAX_DIGITS = 10;
  private static final byte[] NO_TEXT = "$-1\r\n".getBytes(US_ASCII);
  private static final byte[] NO_LIST = "*-1\r\n".getBytes(US_ASCII);
  private static final Pattern LONG = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Pattern BIG = Pattern.compile("[+-]?[0-9]{1,400}");
  private static final Pattern DOUBLE =
      Pattern.compile("[+-]?(?:[0-9]{1,30}(?:\\.[0-9]{0,30})?(?:[eE][+-]?[0-9]{1,4})?|inf|nan)");

  private final InputStream in;
  private final byte[] chunk = new byte[8192];
  private final byte[] line = new byte[MAX_LINE_LENGTH];
  private final ByteArrayOutputStream filtered = new ByteArrayOutputStream();

  /** How many parts are still to come, of each list that has begun. */
  private final long[] left = new long[DEEPEST];

  private int lineLength;
  private int depth;
  private int hiddenAt = NOT_HIDDEN;
  private long textLeft;
  private boolean isTextHidden;
  private byte[] ready = {};
  private int position;
  private long shown;
  private long seen;

  BoundedRespStream(InputStream in) {
    this.in = in;
  }

  /** Something is asked: what was answered before does not count any more. */
  void asked() {
    shown = 0;
    seen = 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (position == ready.length) {
      int taken = in.read(chunk);
      if (taken < 0) {
        return -1;
      }
      filter(taken);
    }
    int given = Math.min(length, ready.length - position);
    System.arraycopy(ready, position, target, offset, given);
    position += given;
    return given;
  }

  @Override
  public int available() {
    return ready.length - position;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void filter(int taken) throws IOException {
    filtered.reset();
    int at = 0;
    while (at < taken) {
      if (textLeft > 0) {
        int some = (int) Math.min(textLeft, taken - at);
        if (!isTextHidden && hiddenAt == NOT_HIDDEN) {
          filtered.write(chunk, at, some);
        }
        at += some;
        textLeft -= some;
        if (textLeft == 0) {
          isTextHidden = false;
          partEnded();
        }
      } else {
        takeOfLine(chunk[at++]);
      }
    }
    ready = filtered.toByteArray();
    position = 0;
    shown += ready.length;
    seen += taken;
    if (shown > MAX_SHOWN || seen > MAX_SEEN) {
      throw new IOException("Redis answers with more than " + (MAX_SHOWN >> 20) + " MiB");
    }
  }

  private void takeOfLine(byte next) throws IOException {
    if (lineLength == MAX_LINE_LENGTH) {
      throw new IOException("Redis answers with a line without an end");
    }
    line[lineLength++] = next;
    if (next == '\n') {
      lineEnded();
      lineLength = 0;
    }
  }

  private void lineEnded() throws IOException {
    if (lineLength < 3 || line[lineLength - 2] != '\r') {
      throw notRedis();
    }
    switch (line[0]) {
      case '$', '=', '!' -> textBegins(length());
      case '*', '~', '>' -> listBegins(length());
      case '%' -> listBegins(2 * length());
      case ':' -> valueEnded(LONG);
      case '(' -> valueEnded(BIG);
      case ',' -> valueEnded(DOUBLE);
      case '+', '-', '_', '#' -> {
        showLine();
        partEnded();
      }
      default -> throw notRedis();
    }
  }

  private void valueEnded(Pattern form) throws IOException {
    String value = new String(line, 1, lineLength - 3, US_ASCII);
    if (!form.matcher(value).matches()) {
      throw notRedis();
    }
    showLine();
    partEnded();
  }

  private void textBegins(long length) {
    if (length < 0) {
      showLine();
      partEnded();
      return;
    }
    isTextHidden = length > MAX_TEXT_LENGTH;
    if (isTextHidden) {
      show(NO_TEXT, NO_TEXT.length);
    } else {
      showLine();
    }
    textLeft = length + 2;
  }

  private void listBegins(long parts) throws IOException {
    boolean isLong = depth > 0 && parts > MAX_INNER_PARTS;
    if (depth == DEEPEST || (depth == 0 && parts > MAX_PARTS)) {
      throw new IOException("Redis answers with more than can be read");
    }
    if (isLong) {
      show(NO_LIST, NO_LIST.length);
    } else {
      showLine();
    }
    if (parts <= 0) {
      partEnded();
      return;
    }
    if (isLong && hiddenAt == NOT_HIDDEN) {
      hiddenAt = depth;
    }
    left[depth++] = parts;
  }

  /** A part ended, and with it each list whose last part it was. */
  private void partEnded() {
    while (depth > 0 && --left[depth - 1] == 0) {
      depth--;
      if (depth == hiddenAt) {
        hiddenAt = NOT_HIDDEN;
      }
    }
  }

  private void showLine() {
    show(line, lineLength);
  }

  private void show(byte[] some, int length) {
    if (hiddenAt == NOT_HIDDEN) {
      filtered.write(some, 0, length);
    }
  }

  /** The number in the line; -1 stands for null. Texts by the million come here: no garbage. */
  private long length() throws IOException {
    int end = lineLength - 2;
    if (end == 3 && line[1] == '-' && line[2] == '1') {
      return -1;
    }
    if (end == 1 || end > MAX_DIGITS + 1) {
      throw notRedis();
    }
    long length = 0;
    for (int i = 1; i < end; i++) {
      if (line[i] < '0' || line[i] > '9') {
        throw notRedis();
      }
      length = 10 * length + line[i] - '0';
    }
    return length;
  }

  private static IOException notRedis() {
    return new IOException("what answers does not speak as Redis does");
  }
}
