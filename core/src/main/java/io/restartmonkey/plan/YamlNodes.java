package io.restartmonkey.plan;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.cluster.Utf8Text;
import io.restartmonkey.yaml.AnsibleYaml;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML as nodes, as Ansible reads it.
 *
 * @param file where the nodes come from, for messages
 */
record YamlNodes(Path file) {
  private static final Splitter COMMAS =
      Splitter.on(',').trimResults(CharMatcher.whitespace()).omitEmptyStrings();

  Optional<Node> root() {
    try (Reader reader = new StringReader(Utf8Text.of(file))) {
      return AnsibleYaml.read(reader).filter(node -> !node.getTag().equals(Tag.NULL));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new PlaybookException(file, line, "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new PlaybookException(file, "not YAML: " + e.getMessage());
    } catch (Utf8Text.NotUtf8Exception e) {
      throw new PlaybookException(file, e.line(), e.getMessage());
    } catch (IOException e) {
      throw new PlaybookException(file, FileProblem.unreadable(file, e));
    }
  }

  Map<String, Node> fields(Node node, String what) {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong(node, what + " must be a mapping");
    }
    Map<String, Node> fields = new LinkedHashMap<>();
    mapping.getValue().forEach(t -> fields.put(text(t.getKeyNode(), what), t.getValueNode()));
    return fields;
  }

  String text(Node node, String what) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw wrong(node, what + " must be a text");
  }

  /** A list of texts; a single text is a list of one, split at commas, as Ansible does for tags. */
  List<String> texts(Node node, String what) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(item -> shown(node, text(item, what), what)).toList();
    }
    return COMMAS.splitToStream(text(node, what)).map(item -> shown(node, item, what)).toList();
  }

  /** A text that a message can hold as it is. */
  String shown(Node node, String text, String what) {
    if (!ForeignText.isOneLine(text)) {
      throw wrong(node, what + " has a character that cannot be shown: " + text);
    }
    return text;
  }

  PlaybookException wrong(Node node, String reason) {
    return new PlaybookException(file, line(node), reason);
  }

  static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
