/** Graphs, plans, memory, threads and file formats of networks; it knows no vectors. */
module dev.lanewise.engine {
  requires transitive dev.lanewise.kernels;
  requires java.management;
  requires jdk.management;
  requires jdk.jfr;

  exports dev.lanewise.engine;
  exports dev.lanewise.engine.format;
  exports dev.lanewise.engine.format.io;
  exports dev.lanewise.engine.format.json;
  exports dev.lanewise.engine.format.npy;
  exports dev.lanewise.engine.format.onnx;
  exports dev.lanewise.engine.format.safetensors;
  exports dev.lanewise.engine.format.torch;
  exports dev.lanewise.engine.graph;
  exports dev.lanewise.engine.onnx;
  exports dev.lanewise.engine.plan;
  exports dev.lanewise.engine.profile;
  exports dev.lanewise.engine.run;
  exports dev.lanewise.engine.stream;
  exports dev.lanewise.engine.tensor;
  exports dev.lanewise.engine.tuning;
  exports dev.lanewise.engine.weights;
}
