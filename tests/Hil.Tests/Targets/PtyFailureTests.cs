using AIoT.Embedded.Hil.Rigs;
using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Transcript;
using AIoT.Embedded.Hil.Vectors;

namespace AIoT.Embedded.Hil.Tests.Targets;

/// <summary>What boards and cables do to a run, each named for what it is. The replay is the firmware's own, over a pseudo-terminal that the runner reads as a port.</summary>
public sealed class PtyFailureTests
{
    private const string Boot = "ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\nconfigsip: 0, SPIWP:0xee\r\n\x1b[0;32mI (27) boot: 2nd stage bootloader\x1b[0m\r\n\xff\xfe\x80garbage\r\n";

    [Fact]
    public async Task A_board_that_does_everything_right_passes()
    {
        RunReport run = await PtyBoard.RunAsync(terminal => PtyBoard.Replay(new PtyLink(terminal)));
        Assert.Equal((Verdict.Complete, ExitCode.Passed), (run.Verdict, run.Exit));
        Assert.All(run.Cases, one => Assert.Equal(CaseOutcome.Passed, one.Outcome));
        Assert.True(run.Cases.Count > 20);
        Assert.Equal(0, run.Attempts[0].NoiseBytes);
    }

    [Fact]
    public async Task Boot_noise_is_told_apart_and_harms_nothing()
    {
        RunReport run = await PtyBoard.RunAsync(terminal =>
        {
            terminal.Write(Boot);

            // Noise without an end of line runs into the greeting, and firmware prints in between.
            terminal.Write("Ready.");
            PtyBoard.Replay(new PtyLink(terminal) { Out = (number, line) => number % 7 == 3 ? "wifi: connecting\r\n" + line + "\r\n" : line + "\r\n" });
        });
        Assert.Equal((Verdict.Complete, ExitCode.Passed), (run.Verdict, run.Exit));
        Assert.True(run.Attempts[0].NoiseBytes > Boot.Length - 30);
    }

    [Fact]
    public async Task Dropped_bytes_are_damage_and_no_failure_of_a_case()
    {
        RunReport run = await PtyBoard.RunAsync(terminal => PtyBoard.Replay(new PtyLink(terminal) { Out = (number, line) => (number is 9 or 20 ? line.Remove(12, 2) : line) + "\r\n" }));
        Assert.Equal((Verdict.Damaged, ExitCode.Target), (run.Verdict, run.Exit));
        Assert.Equal((2, 2), (run.Attempts[0].LostLines, run.Attempts[0].DamagedLines));
        Assert.Contains("cable", run.Attempts[0].Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Cases, one => one.Outcome == CaseOutcome.Failed);
    }

    [Fact]
    public async Task A_whole_line_that_is_lost_is_damage()
    {
        RunReport run = await PtyBoard.RunAsync(terminal => PtyBoard.Replay(new PtyLink(terminal) { Out = (number, line) => number == 12 ? "" : line + "\r\n" }));
        Assert.Equal((Verdict.Damaged, 1, 0), (run.Verdict, run.Attempts[0].LostLines, run.Attempts[0].DamagedLines));
    }

    [Fact]
    public async Task Corrupted_bytes_are_damage()
    {
        RunReport run = await PtyBoard.RunAsync(terminal => PtyBoard.Replay(new PtyLink(terminal) { Out = (number, line) => (number == 14 ? line[..10] + (char)(line[10] ^ 1) + line[11..] : line) + "\r\n" }));
        Assert.Equal((Verdict.Damaged, 1), (run.Verdict, run.Attempts[0].DamagedLines));
    }

    [Fact]
    public async Task A_reset_in_the_middle_is_a_reset()
    {
        RunReport run = await PtyBoard.RunAsync(terminal =>
        {
            Stop(() => PtyBoard.Replay(new PtyLink(terminal) { Out = (number, line) => number == 30 ? null : line + "\r\n" }));
            terminal.Write(Boot);
            PtyBoard.Replay(new PtyLink(terminal));
        });
        Assert.Equal((Verdict.Reset, ExitCode.Target), (run.Verdict, run.Exit));
        Assert.Contains("started again", run.Attempts[0].Detail, StringComparison.Ordinal);
        Assert.Contains(run.Cases, one => one.Outcome == CaseOutcome.NotRun);
    }

    [Fact]
    public async Task A_board_that_resets_once_passes_at_the_second_attempt()
    {
        // The rig's reset command, by which the board knows that it is to begin again.
        string resets = Path.GetTempFileName();
        int started = 0;
        using PseudoTerminal terminal = new();
        Rig rig = PtyBoard.Rig(terminal.Path) with { IdleLimit = TimeSpan.FromSeconds(2), Attempts = 2, Reset = ResetKind.Command, ResetCommand = ["sh", "-c", $"echo >> {resets}"] };
        using CancellationTokenSource over = new(TimeSpan.FromSeconds(60));
        Task<RunReport> running = new RigRunner(rig, new Hil.Targets.SerialTarget(rig), PtyBoard.Vectors, new SilentWatcher()).RunAsync("wire", over.Token);
        Task playing = Task.Run(
            async () =>
            {
                await terminal.OpenedAsync(over.Token);
                started++;
                Stop(() => PtyBoard.Replay(new PtyLink(terminal) { Out = (number, line) => number == 10 ? null : line + "\r\n" }));

                // Silence until the runner gives up and resets the board.
                while (new FileInfo(resets).Length < 2)
                {
                    await Task.Delay(5, over.Token);
                }

                await terminal.OpenedAsync(over.Token);
                started++;
                PtyBoard.Replay(new PtyLink(terminal));
            },
            over.Token);
        RunReport run = await running;
        await playing;
        File.Delete(resets);
        Assert.Equal(2, started);
        Assert.Equal([Verdict.Hung, Verdict.Complete], run.Attempts.Select(one => one.Verdict));
        Assert.Equal(ExitCode.Passed, run.Exit);
    }

    [Fact]
    public async Task A_board_that_hangs_is_named_with_the_case_it_hangs_in()
    {
        RunReport run = await PtyBoard.RunAsync(terminal => PtyBoard.Replay(new PtyLink(terminal) { Out = (number, line) => number == 12 ? null : line + "\r\n" }), PtyBoard.Impatient);
        Assert.Equal((Verdict.Hung, ExitCode.Target), (run.Verdict, run.Exit));
        CaseReport open = Assert.Single(run.Cases, one => one.Difference?.Contains("failed in it", StringComparison.Ordinal) == true);
        Assert.Contains($"no line for 1 s in {open.Name}", run.Attempts[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_board_that_hangs_and_babbles_hangs_all_the_same()
    {
        RunReport run = await PtyBoard.RunAsync(terminal =>
        {
            Stop(() => PtyBoard.Replay(new PtyLink(terminal) { Out = (number, line) => number == 12 ? null : line + "\r\n" }));
            for (int i = 0; i < 40; i++)
            {
                terminal.Write("wifi: retry\r\n");
                Thread.Sleep(50);
            }
        }, PtyBoard.Impatient);
        Assert.Equal(Verdict.Hung, run.Verdict);
        Assert.Contains("wifi: retry", run.Attempts[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_board_that_never_prints_is_silent()
    {
        RunReport run = await PtyBoard.RunAsync(_ => { }, PtyBoard.Impatient);
        Assert.Equal((Verdict.Silent, ExitCode.Target), (run.Verdict, run.Exit));
        Assert.All(run.Cases, one => Assert.Equal(CaseOutcome.NotRun, one.Outcome));
    }

    [Fact]
    public async Task Another_application_gives_no_greeting()
    {
        RunReport run = await PtyBoard.RunAsync(terminal => terminal.Write(Boot + "Hello from another application\r\n"), PtyBoard.Impatient);
        Assert.Equal(Verdict.NoGreeting, run.Verdict);
        Assert.Contains("Hello from another application", run.Attempts[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_baud_rate_gives_no_greeting()
    {
        // What a UART makes of bytes that come at another rate.
        Random random = new(1);
        RunReport run = await PtyBoard.RunAsync(terminal =>
        {
            byte[] noise = new byte[3000];
            random.NextBytes(noise);
            terminal.Write(noise);
        }, PtyBoard.Impatient);
        Assert.Equal(Verdict.NoGreeting, run.Verdict);
        Assert.Contains("baud", run.Attempts[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("panic: guru meditation\r\n")]
    [InlineData("UUUUUUUUUUUUUUUUUUUUUUUUU")]
    public async Task A_board_that_floods_is_stopped(string babble)
    {
        RunReport run = await PtyBoard.RunAsync(terminal =>
        {
            Stop(() => PtyBoard.Replay(new PtyLink(terminal) { Out = (number, line) => number == 12 ? null : line + "\r\n" }));
            string block = string.Concat(Enumerable.Repeat(babble, 4000 / babble.Length));
            for (int i = 0; i < 200; i++)
            {
                terminal.Write(block);
            }
        });
        Assert.Equal((Verdict.Flooded, ExitCode.Target), (run.Verdict, run.Exit));
    }

    [Fact]
    public async Task A_board_that_is_unplugged_is_unplugged()
    {
        RunReport run = await PtyBoard.RunAsync(terminal =>
        {
            Stop(() => PtyBoard.Replay(new PtyLink(terminal) { Out = (number, line) => number == 12 ? null : line + "\r\n" }));

            // What was sent is read before the plug is pulled: a closed terminal throws its buffer away.
            Thread.Sleep(300);
            terminal.Dispose();
        });
        Assert.Equal((Verdict.Unplugged, ExitCode.Target), (run.Verdict, run.Exit));
        Assert.Contains("hung up", run.Attempts[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_board_that_ends_early_leaves_its_cases_not_run()
    {
        // The application dies in silence, as an uncaught exception on a board does.
        RunReport run = await PtyBoard.RunAsync(terminal => PtyBoard.Replay(new PtyLink(terminal) { Out = (number, line) => line.Contains(" end ", StringComparison.Ordinal) ? null : line + "\r\n" }), PtyBoard.Impatient);
        Assert.Equal((Verdict.Hung, ExitCode.Target), (run.Verdict, run.Exit));
        Assert.All(run.Cases, one => Assert.Equal(CaseOutcome.Passed, one.Outcome));
        Assert.Contains("no line for 1 s after wire/", run.Attempts[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_application_is_told_by_its_missing_and_stale_cases()
    {
        RunReport run = await PtyBoard.RunAsync(terminal =>
        {
            GoldenCase[] cases = [.. PtyBoard.Vectors.Cases.Where(one => one.Name.StartsWith("wire/", StringComparison.Ordinal))];

            // The first case is gone, and what is called the second is the third.
            GoldenCase other = new CaseWriter(Replay.CaseKind.Strictness, cases[1].Name).Text("cut short").Bytes([]).Done();
            new Replay.VectorRun(new PtyLink(terminal)).Run("vectors", [new CaseSet([other, .. cases.Skip(2)])]);
        });
        Assert.Equal((Verdict.Complete, ExitCode.Failed), (run.Verdict, run.Exit));
        Assert.Equal((CaseOutcome.Missing, CaseOutcome.Stale), (run.Cases[0].Outcome, run.Cases[1].Outcome));
    }

    [Fact]
    public async Task A_case_that_fails_is_the_codes_fault_and_not_the_targets()
    {
        RunReport run = await PtyBoard.RunAsync(terminal =>
        {
            GoldenCase wrong = new CaseWriter(Replay.CaseKind.Scalar, "arithmetic/isqrt").Text("isqrt").Integer(1).Integer(99).Integer(0).Integer(0).Integer(10).Done();
            new Replay.VectorRun(new PtyLink(terminal)).Run("vectors", [new CaseSet([wrong])]);
        }, filter: "isqrt");
        Assert.Equal((Verdict.Complete, ExitCode.Failed), (run.Verdict, run.Exit));
        Assert.Equal("isqrt (value 0): expected 10, got 9", Assert.Single(run.Cases).Difference);
    }

    [Fact]
    public async Task A_player_that_throws_fails_its_case_and_the_run_goes_on()
    {
        RunReport run = await PtyBoard.RunAsync(terminal =>
        {
            GoldenCase cut = PtyBoard.Vectors.Cases.Single(one => one.Name == "arithmetic/isqrt");
            GoldenCase good = PtyBoard.Vectors.Cases.Single(one => one.Name == "arithmetic/int8");
            new Replay.VectorRun(new PtyLink(terminal)).Run("vectors", [new CaseSet([cut with { Data = cut.Data[..^3] }, good])]);
        }, filter: "isqrt,int8");
        Assert.Equal(Verdict.Complete, run.Verdict);
        Assert.Contains("cut short", run.Cases.Single(one => one.Name == "arithmetic/isqrt").Difference, StringComparison.Ordinal);
        Assert.Equal(CaseOutcome.Passed, run.Cases.Single(one => one.Name == "arithmetic/int8").Outcome);
    }

    [Fact]
    public async Task Another_board_than_the_rigs_is_refused()
    {
        RunReport run = await PtyBoard.RunAsync(terminal => PtyBoard.Replay(new PtyLink(terminal)), rig => rig with { ExpectTarget = "ESP32_REV3" });
        Assert.Equal(Verdict.WrongTarget, run.Verdict);
        Assert.Contains("expects a ESP32_REV3", run.Attempts[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_end_is_ended()
    {
        RunReport run = await PtyBoard.RunAsync(terminal =>
        {
            Replay.LineWriter writer = new(new PtyLink(terminal));
            writer.Write("hello 1 vectors x 1 1");
            for (int i = 0; i < 60; i++)
            {
                writer.Write("begin wire/again");
                Thread.Sleep(50);
            }
        }, rig => rig with { RunLimit = TimeSpan.FromSeconds(1) });
        Assert.Equal(Verdict.TooLong, run.Verdict);
    }

    // A board that stops in the middle of its replay.
    private static void Stop(Action replay)
    {
        try
        {
            replay();
        }
        catch (OperationCanceledException)
        {
            // As the test wants it.
        }
    }
}
