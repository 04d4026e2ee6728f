package io.restartmonkey.launcher;

import io.restartmonkey.launcher.command.Program;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where the program begins. */
public final class Main {
  private Main() {}

  /** Does what the arguments say and exits with one of the documented codes. */
  public static void main(String[] arguments) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int code = new Program(out, err, System.getenv()).run(arguments);
    out.flush();
    err.flush();
    if (Training.isAsked()) {
      train();
    }
    System.exit(code);
  }

  private static void train() {
    try {
      Training.run();
    } catch (IOException | RuntimeException e) {
      // The archive has less, then; what was asked for is done.
    }
  }

  /** Playbooks and messages are UTF-8, whatever the locale of the machine is. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
