/**
 * Networks by name: their architectures, and the way from a picture, a clip or a signal to a named
 * class.
 *
 * <p><b>Concept.</b> {@link dev.lanewise.models.Models} knows every built-in network. A name gives
 * a {@link dev.lanewise.models.ModelSpec} to read, or a graph to run; weights, if given, say how
 * many classes and input channels the graph has. Each family of networks is one file that reads
 * like the paper, and a variant is one line of it.
 *
 * <pre>{@code
 * Graph graph = Models.build("resnet50");
 * Graph large = Models.build("resnet50", ModelOptions.DEFAULT.withSize(320, 320).withBatch(4));
 *
 * try (Classifier classifier = Classifier.builder("resnet50").build(WeightFiles.open(file))) {
 *   List<Prediction> best = classifier.classify(ImageDecoder.decode(picture), 5);
 * }
 * }</pre>
 *
 * <p>{@link dev.lanewise.models.ClipClassifier} does so for clips, {@link
 * dev.lanewise.models.SignalClassifier} for windows of signals, whose answers an {@link
 * dev.lanewise.models.Aggregation} joins; {@link dev.lanewise.models.Segmenter} gives every
 * position a class; {@link dev.lanewise.models.ClassActivation} says where a class is seen.
 *
 * <p><b>Names.</b> Parameters are called as in the state dictionaries of torchvision, or of the
 * repository that a family names, so their weights load as they are. Inputs are called {@code
 * input0}, {@code input1}, ..., outputs {@code output0}, {@code output1}, ...
 *
 * <p><b>Layout and units.</b> Inputs are {@code [N, C, spatial...]}, float32, prepared as the
 * weights' training did it; {@link dev.lanewise.models.ModelSpec#preprocess} says how. Outputs are
 * logits {@code [N, classes]}: no softmax.
 *
 * <p><b>Lifetime and threads.</b> Everything is immutable and may be shared, but for {@link
 * dev.lanewise.models.Classifier} and its like, which own native memory, must be closed, and serve
 * one thread at a time.
 *
 * <p><b>Failure.</b> A name that does not exist throws {@link
 * dev.lanewise.models.UnknownModelException} with the nearest ones. Weights of another network are
 * noticed when they are bound to the graph, all differences at once.
 */
package dev.lanewise.models;
