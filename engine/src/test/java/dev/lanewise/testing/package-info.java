/**
 * What the tests of all modules share: golden networks and the folder of test data.
 *
 * <p>{@link dev.lanewise.testing.SharedData} finds files that lie outside the project and skips a
 * test without them. {@link dev.lanewise.testing.Gen1} generates the weights of golden networks,
 * {@link dev.lanewise.testing.GoldenCase} their inputs and expected outputs:
 *
 * <pre>{@code
 * Path folder = SharedData.require("golden/architectures/resnet18");
 * for (GoldenCase golden : GoldenCase.read(folder)) {
 *   Map<String, Tensor> weights = Gen1.stateDict(golden.stateDict(), arena);
 *   Tensor input = golden.input(arena);
 *   double[] truth = golden.truth(0).toDoubles();
 *   double bound = golden.outputs().getFirst().directBound();
 * }
 * }</pre>
 */
package dev.lanewise.testing;
