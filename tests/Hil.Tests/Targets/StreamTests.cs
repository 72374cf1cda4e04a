using AIoT.Embedded.Hil.Rigs;
using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.Tests.Targets;

/// <summary>Vectors that come over the console: asked for line by line, checked, asked for again.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task Cases_stream_in_over_a_port_and_come_out_as_from_flash()
    {
        RunReport run = await PtyBoard.RunAsync(terminal => new Replay.VectorRun(new PtyLink(terminal, input: true)).Run("vectors", [new EvidenceVectors.EvidenceSet()]), Streamed, "wire,features/quiet,evidence");
        Assert.Equal((Verdict.Complete, ExitCode.Passed), (run.Verdict, run.Exit));
        Assert.Contains(run.Cases, one => one.Name == "features/quiet-256");
    }

    [Fact]
    public async Task Lines_that_are_lost_or_damaged_on_their_way_to_the_board_are_asked_for_again()
    {
        RunReport run = await PtyBoard.RunAsync(
            terminal => new Replay.VectorRun(new PtyLink(terminal, input: true) { In = (number, line) => number % 5 == 2 ? line[..(line.Length / 2)] : number % 5 == 4 ? line.Replace('0', '1') : line }).Run("vectors", []),
            Streamed, "wire/cursor");
        Assert.Equal((Verdict.Complete, ExitCode.Passed), (run.Verdict, run.Exit));
    }

    [Fact]
    public async Task A_board_that_hears_nothing_gives_up_and_says_so()
    {
        RunReport run = await PtyBoard.RunAsync(
            terminal => new Replay.VectorRun(new PtyLink(terminal, input: true) { In = (_, _) => "" }).Run("vectors", []),
            Streamed, "wire/cursor");
        Assert.Equal((Verdict.Fault, ExitCode.Target), (run.Verdict, run.Exit));
        Assert.Contains("no line 0 came in 5 tries", run.Attempts[0].Detail, StringComparison.Ordinal);
    }

    private static Rig Streamed(Rig rig) => rig with { Stream = true, Input = true, IdleLimit = TimeSpan.FromSeconds(15) };
}
