/**
 * ONNX models: {@link dev.lanewise.engine.onnx.OnnxModel} opens and runs them.
 *
 * <p><b>Concept.</b> A model is compiled for the shapes of its inputs. With these known, chains of
 * shape arithmetic are constants and disappear. What is left is cut into stages: a {@link
 * dev.lanewise.engine.plan.Plan} of all nodes that the engine's graph can express, then single
 * nodes that are interpreted, then, with the shapes of their results known, the next stage. A
 * network of convolutions as exporters write it is one plan and nothing else.
 *
 * <pre>
 *   OnnxFile      the file as records                      (format.onnx)
 *     ModelGraph  functions inlined, sorted, checked
 *     StageCompiler   folds, translates                    (onnx.translate)
 *       Stage     a plan, interpreted nodes, what is left  (onnx.operator)
 * </pre>
 *
 * <p><b>Threads.</b> A model may be shared by any number of threads.
 *
 * <p><b>Lifetime.</b> The model owns the mapped file and all plans; outputs belong to the arena of
 * the caller.
 *
 * <p><b>Failure.</b> Operators that nobody knows are an {@link
 * dev.lanewise.engine.onnx.UnsupportedOperatorsException} that lists all of them; a damaged file is
 * a {@link dev.lanewise.engine.format.ModelFormatException}; inputs that do not fit are a {@link
 * dev.lanewise.engine.LanewiseException} that says what was wanted.
 */
package dev.lanewise.engine.onnx;
