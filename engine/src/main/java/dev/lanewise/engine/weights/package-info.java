/**
 * Where weights come from: tensors by name, whatever file they lie in.
 *
 * <p>{@link dev.lanewise.engine.weights.WeightFiles#open} recognises the format and returns a
 * {@link dev.lanewise.engine.weights.WeightSource}:
 *
 * <pre>{@code
 * try (WeightSource weights = WeightFiles.open(Path.of("resnet18.safetensors"))) {
 *   float[] kernel = weights.get("conv1.weight").toFloats();
 * }
 * }</pre>
 *
 * <p><b>Lifetime.</b> Tensors borrow the memory of the open file; copy what must live longer. A
 * mapped file must not be cut short by another program meanwhile: touching the lost part then
 * throws an {@link java.lang.InternalError}.
 *
 * <p><b>Threads.</b> Reading is safe from any thread.
 *
 * <p><b>Failure.</b> Broken or foreign files throw {@link
 * dev.lanewise.engine.format.ModelFormatException} on opening, so that {@code get} fails only for
 * names that are not there.
 */
package dev.lanewise.engine.weights;
