/** The command line. */
module dev.lanewise.app {
  requires dev.lanewise.models;
  requires info.picocli;
  requires jdk.incubator.vector;
  requires jdk.management;

  provides System.LoggerFinder with
      dev.lanewise.app.log.OneLineLoggerFinder;
}
