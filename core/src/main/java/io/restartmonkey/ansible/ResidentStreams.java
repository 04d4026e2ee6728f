package io.restartmonkey.ansible;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restartmonkey.cluster.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.exec.ExecuteStreamHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Talks with a process, one JSON object a line each way. */
final class ResidentStreams implements ExecuteStreamHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ResidentStreams.class);
  private static final int MAX_COMPLAINT_LENGTH = 2000;

  /** Not loaded before something is said: the process is to begin as early as can be. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }

  /** Hears what the process says, on a thread of its own. */
  interface Listener {
    void onMessage(JsonNode message);

    void onSilence();
  }

  private final Listener listener;
  private final StringBuilder complaint = new StringBuilder();
  private @Nullable OutputStream toProcess;
  private @Nullable Thread hearing;
  private @Nullable Thread complaining;

  ResidentStreams(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void setProcessInputStream(OutputStream stream) {
    toProcess = stream;
  }

  @Override
  public void setProcessOutputStream(InputStream stream) {
    hearing = new Thread(() -> hear(stream), "resident Ansible");
  }

  @Override
  public void setProcessErrorStream(InputStream stream) {
    complaining = new Thread(() -> keep(stream), "resident Ansible, errors");
  }

  @Override
  public void start() {
    for (Thread thread : threads()) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public void stop() throws IOException {
    try {
      for (Thread thread : threads()) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end();
  }

  /**
   * Says something.
   *
   * @return whether the process can have heard it
   */
  synchronized boolean say(Map<String, ?> message) {
    if (toProcess == null) {
      return false;
    }
    try {
      toProcess.write(
          (Json.MAPPER.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8));
      toProcess.flush();
      return true;
    } catch (IOException e) {
      LOG.debug("the resident Ansible does not listen", e);
      return false;
    }
  }

  /** Says that nothing more will be said. */
  synchronized void end() {
    if (toProcess != null) {
      try {
        toProcess.close();
      } catch (IOException e) {
        LOG.debug("the resident Ansible does not listen", e);
      }
      toProcess = null;
    }
  }

  /**
   * What it wrote to standard error last, safe to print: a line, or what is wrong in ansible.cfg.
   */
  String complaint() {
    synchronized (complaint) {
      String text = complaint.toString().strip();
      return ForeignText.oneLine(
          AnsibleReason.ofConfiguration(text).orElse(text.substring(text.lastIndexOf('\n') + 1)));
    }
  }

  private List<Thread> threads() {
    return hearing == null || complaining == null ? List.of() : List.of(hearing, complaining);
  }

  private void hear(InputStream stream) {
    try (ShortLines lines = new ShortLines(stream)) {
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        listener.onMessage(Json.MAPPER.readTree(line.get()));
      }
    } catch (IOException e) {
      LOG.debug("the resident Ansible is not understood: {}", ForeignText.oneLine(e.toString()));
    } finally {
      listener.onSilence();
    }
  }

  private void keep(InputStream stream) {
    try (ShortLines lines = new ShortLines(stream)) {
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        synchronized (complaint) {
          complaint.append(line.get()).append('\n');
          complaint.delete(0, Math.max(0, complaint.length() - MAX_COMPLAINT_LENGTH));
        }
      }
    } catch (IOException e) {
      LOG.debug("the errors of the resident Ansible cannot be read", e);
    }
  }
}
