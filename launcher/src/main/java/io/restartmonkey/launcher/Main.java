package io.restartmonkey.launcher;

import io.restartmonkey.launcher.command.Program;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
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
    System.exit(code);
  }

  /** Playbooks and messages are UTF-8, whatever the locale of the machine is. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
