package dev.lanewise.app.cli;

/** Which version this is. */
public final class Version {
  /** The version of the project. */
  public static final String NUMBER = "0.1.0-SNAPSHOT";

  private Version() {}

  static String[] lines() {
    return new String[] {
      "lanewise " + NUMBER,
      "Java %s, %s"
          .formatted(System.getProperty("java.version"), System.getProperty("java.vm.name")),
    };
  }
}
