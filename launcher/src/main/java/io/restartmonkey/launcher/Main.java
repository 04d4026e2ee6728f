package io.restartmonkey.launcher;

import io.restartmonkey.launcher.command.Program;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** Where the program begins. */
public final class Main {
  private Main() {}

  /** Does what the arguments say and exits with one of the documented codes. */
  public static void main(String[] arguments) {
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    int code = new Program(out, err, System.getenv()).run(arguments);
    Training.asked().ifPresent(Main::train);
    System.exit(code);
  }

  private static void train(Path folder) {
    try {
      Training.run(folder);
    } catch (IOException | RuntimeException e) {
      // The archive has less, then; what was asked for is done.
    }
  }
}
