package dev.lanewise.app.command;

import dev.lanewise.app.cli.Command;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.doctor.Checkup;
import dev.lanewise.app.doctor.Finding;
import java.util.List;

/** {@code doctor}: what this machine offers, and what is wrong with a cure. */
public final class DoctorCommand extends Command {
  private static final int SUBJECT_WIDTH = 15;

  /** Declares the command. */
  public DoctorCommand(Terminal terminal) {
    super(terminal, "doctor", "Looks for what makes Lanewise slow here, and says the cure.");
  }

  @Override
  protected int run() {
    List<Finding> findings = Checkup.run();
    findings.forEach(this::print);
    long wrong = findings.stream().filter(finding -> !finding.isGood()).count();
    terminal.out().println();
    if (wrong == 0) {
      terminal.out().println("All is well.");
      return ExitCode.OK;
    }
    terminal
        .out()
        .println(wrong + (wrong == 1 ? " thing is" : " things are") + " wrong, see above.");
    return ExitCode.FAILED;
  }

  private void print(Finding finding) {
    String mark = finding.isGood() ? terminal.style().good("ok   ") : terminal.style().bad("WRONG");
    String subject = finding.subject();
    String padding = " ".repeat(Math.max(1, SUBJECT_WIDTH - subject.length()));
    terminal.out().println(mark + " " + subject + padding + finding.state());
    if (!finding.isGood()) {
      terminal.out().println("      " + " ".repeat(SUBJECT_WIDTH) + "-> " + finding.cure());
    }
  }
}
