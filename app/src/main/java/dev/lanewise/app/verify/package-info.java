/**
 * Folders in the layout of ONNX's tests, run and compared.
 *
 * <p>A case is a folder with {@code model.onnx} and folders {@code test_data_set_K} of {@code
 * input_I.pb} and {@code output_I.pb}, one tensor each, in the order of the graph's inputs and
 * outputs. {@link dev.lanewise.app.verify.CaseFinder} finds cases, {@link
 * dev.lanewise.app.verify.CaseRunner} runs one, {@link dev.lanewise.app.verify.Tolerance} compares.
 */
package dev.lanewise.app.verify;
