/** Architectures by name, pictures, labels, and a bundled network that classifies. */
module dev.lanewise.models {
  requires transitive dev.lanewise.engine;
  requires java.desktop;

  exports dev.lanewise.models;
  exports dev.lanewise.models.bundled;
  exports dev.lanewise.models.data;
  exports dev.lanewise.models.image;
  exports dev.lanewise.models.labels;
  exports dev.lanewise.models.signal;
  exports dev.lanewise.models.video;
}
