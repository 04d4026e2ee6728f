package io.restartmonkey.launcher.signal;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A signal of the operating system, heard through {@code sun.misc.Signal}.
 *
 * <p>A shutdown hook would not do: once the JVM shuts down it does not hear a second signal. The
 * class is called by name, as the compiler warns about it with no way to tell it to be quiet.
 *
 * @param signal the {@code sun.misc.Signal}
 * @param earlier who heard it before
 */
public record OsSignal(Object signal, @Nullable Object earlier) {

  /**
   * Begins to hear a signal.
   *
   * @param name without {@code SIG}
   * @param hearer told its number, on a thread of the JVM
   * @throws ReflectiveOperationException if this JVM leaves the signal to the operating system
   */
  public static OsSignal hear(String name, IntConsumer hearer) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Object signal = type.getConstructor(String.class).newInstance(name);
    int number = (int) type.getMethod("getNumber").invoke(signal);
    Object handler =
        Proxy.newProxyInstance(
            OsSignal.class.getClassLoader(),
            new Class<?>[] {handlerType},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == handlerType) {
                hearer.accept(number);
                return null;
              }
              return ofObject(proxy, method, arguments);
            });
    return new OsSignal(signal, handle(signal, handler));
  }

  /** Lets who heard it before hear it again. */
  public void release() throws ReflectiveOperationException {
    handle(signal, earlier);
  }

  private static @Nullable Object handle(Object signal, @Nullable Object handler)
      throws ReflectiveOperationException {
    return handleMethod().invoke(null, signal, handler);
  }

  private static Method handleMethod() throws ReflectiveOperationException {
    return Class.forName("sun.misc.Signal")
        .getMethod(
            "handle", Class.forName("sun.misc.Signal"), Class.forName("sun.misc.SignalHandler"));
  }

  private static @Nullable Object ofObject(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> arguments != null && proxy == arguments[0];
      default -> "a signal handler";
    };
  }
}
