package dev.lanewise.app.classify;

/** Shows results as they come. */
public interface Report {
  /** Takes a result that succeeded or failed. */
  void add(PictureResult result);

  /** Ends the report after the last result. */
  void end();
}
