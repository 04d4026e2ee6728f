package io.restartmonkey.ansible;

import io.restartmonkey.playbook.PlaybookEvent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads events while they are written. Only whole lines are taken; one that is not an event is
 * passed over and logged, as a server's output can have a hand in it.
 */
final class EventFile {
  private static final Logger LOG = LoggerFactory.getLogger(EventFile.class);
  private static final int MIN_BUFFER = 1 << 16;
  private static final int MAX_BUFFER = 1 << 24;

  private final Path file;
  private final EventParser parser;
  private long position;
  private int bufferSize = MIN_BUFFER;
  private boolean isInDroppedLine;

  EventFile(Path file) {
    this.file = file;
    this.parser = new EventParser(file);
  }

  /** Whether the run whose events these are had come to its end. */
  static boolean hasEnd(Path file) {
    return new EventFile(file).next().stream().anyMatch(PlaybookEvent.Ended.class::isInstance);
  }

  /** The events that have come since the last call. */
  List<PlaybookEvent> next() {
    List<PlaybookEvent> events = new ArrayList<>();
    for (List<String> lines = nextLines(); !lines.isEmpty(); lines = nextLines()) {
      lines.forEach(line -> parser.parse(line).ifPresent(events::add));
    }
    return events;
  }

  private List<String> nextLines() {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < position) {
        return List.of(); // Nobody of ours makes it shorter.
      }
      return lines(chunk(in));
    } catch (IOException e) {
      LOG.warn("cannot read {}", file, e);
      return List.of();
    }
  }

  /** What follows the position, as far as the buffer reaches. */
  private byte[] chunk(RandomAccessFile in) throws IOException {
    in.seek(position);
    byte[] chunk = new byte[(int) Math.min(bufferSize, in.length() - position)];
    in.readFully(chunk);
    return chunk;
  }

  /** Takes the whole lines of a chunk, and puts the position behind them. */
  private List<String> lines(byte[] chunk) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < chunk.length; i++) {
      if (chunk[i] == '\n') {
        if (!isInDroppedLine) {
          lines.add(new String(chunk, start, i - start, StandardCharsets.UTF_8));
        }
        isInDroppedLine = false;
        start = i + 1;
      }
    }
    position += start;
    if (start == 0 && chunk.length == bufferSize) {
      return withLargerBuffer();
    }
    return lines.isEmpty() && start > 0 ? nextLines() : lines;
  }

  /** The last event names all hosts, so its line grows with them; a line without end is dropped. */
  private List<String> withLargerBuffer() {
    if (bufferSize < MAX_BUFFER) {
      bufferSize *= 2;
    } else {
      position += bufferSize;
      isInDroppedLine = true;
    }
    return nextLines();
  }
}
