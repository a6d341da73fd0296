package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.Shape;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class ModelCountsTest {
  @ParameterizedTest
  @CsvFileSource(resources = "counts.tsv", delimiter = '\t', numLinesToSkip = 1)
  void everyNetworkHasItsPublishedSize(
      String name, long params, long f32, int tensors, String gmac, String input, String output) {
    Graph graph = Models.build(name);
    ModelCounts counts = ModelCounts.of(graph);
    assertEquals(params, counts.parameters());
    assertEquals(f32, counts.floats());
    assertEquals(tensors, counts.tensors());
    int digits = gmac.length() - gmac.indexOf('.') - 1;
    assertEquals(gmac, String.format(Locale.ROOT, "%%.%df".formatted(digits), counts.macs() / 1e9));
    assertEquals(input, perSample(graph.inputs().values()));
    assertEquals(output, perSample(graph.outputShapes().values()));
  }

  @Test
  void macsAreThoseOfOneSample() {
    long one = ModelCounts.of(Models.build("cifar_resnet20")).macs();
    ModelOptions four = ModelOptions.DEFAULT.withBatch(4);
    assertEquals(one, ModelCounts.of(Models.build("cifar_resnet20", four)).macs());
  }

  @Test
  void macsOfTheStem() {
    assertEquals(118_013_952, ModelCounts.macsByNode(Models.build("resnet18")).get("conv1"));
  }

  /** Sizes such as {@code 3x224x224}, or {@code 3 of 3x224x224} for several equal ones. */
  private static String perSample(Collection<Shape> shapes) {
    List<String> sizes =
        shapes.stream()
            .map(
                shape ->
                    LongStream.of(shape.dims())
                        .skip(1)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining("x")))
            .distinct()
            .toList();
    assertEquals(1, sizes.size());
    return shapes.size() == 1 ? sizes.getFirst() : shapes.size() + " of " + sizes.getFirst();
  }
}
