using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Node.Tests.Store;
using AIoT.Embedded.Node.Tests.Uplinks;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.Measurements;

public sealed class NodeBehaviourTests
{
    private readonly AppBench _bench = new();

    [Fact]
    public void A_period_becomes_one_reading_of_its_worst_window()
    {
        double level = 1000;
        var random = new Random(TestData.Seed);
        var configuration = new NodeConfiguration { PeriodSeconds = 86400 };
        NodeApp app = _bench.App(new FakeSource(_ => AppBench.Gaussian(random, level)), AppBench.Model(), AppBench.Memory(), configuration);
        AppBench.Measure(app, 30);

        // The first window ends a period at once, and so does the first state.
        long before = app.Store.Produced;
        Assert.InRange(before, 1, 3);
        AppBench.Measure(app, 5);
        level = 2500;
        AppBench.Measure(app, 1);
        level = 1000;
        AppBench.Measure(app, 5);
        Assert.Equal(before, app.Store.Produced);
        app.StopMeasuring(1000);
        Assert.Equal(before + 1, app.Store.Produced);
        Reading reading = AppBench.Last(app.Store);
        Assert.InRange(reading.Windows, 11, 40);
        Assert.InRange(reading.Scalars[1], 1_150_000, 1_300_000);
        Assert.Equal(MachineState.Normal, reading.State);
    }

    [Fact]
    public void A_change_of_state_ends_a_period_early()
    {
        double level = 1000;
        var random = new Random(TestData.Seed);
        NodeApp app = _bench.App(new FakeSource(_ => AppBench.Gaussian(random, level)), AppBench.Model(), AppBench.Memory(), new NodeConfiguration { PeriodSeconds = 86400 });
        AppBench.Measure(app, 30);
        long before = app.Store.Produced;
        level = 8000;
        AppBench.Measure(app, 40);
        Assert.InRange(app.Store.Produced, before + 1, before + 2);
        Assert.Equal(MachineState.Alarm, AppBench.Last(app.Store).State);
    }

    [Fact]
    public void A_baseline_is_learnt_kept_over_a_restart_and_weighs_what_the_model_says()
    {
        // The model takes this machine for faulty from the start: it has always been loud.
        Flash flash = AppBench.Memory();
        double level = 8000;
        var random = new Random(TestData.Seed);
        FakeSource source = new(_ => AppBench.Gaussian(random, level));
        var configuration = new NodeConfiguration { BaselineWindows = 100 };
        NodeApp app = _bench.App(source, AppBench.Model(), flash, configuration);
        AppBench.Measure(app, 80);
        Reading reading = AppBench.Last(app.Store);
        Assert.Equal((MachineState.Alarm, ReadingFlags.Learning, false), (reading.State, reading.Flags, reading.HasNovelty));
        Assert.Equal("learning 80 of 100", app.Baseline.Describe());
        app.Store.Close();

        // A restart costs what was not yet written: 64 of 80 are there.
        app = _bench.App(source, AppBench.Model(), flash.Restart(), configuration);
        Assert.Equal("learning 64 of 100", app.Baseline.Describe());
        AppBench.Measure(app, 36);
        Assert.Equal("learnt 100", app.Baseline.Describe());
        AppBench.Measure(app, 60);
        reading = AppBench.Last(app.Store);
        Assert.Equal((MachineState.Normal, 0, true), (reading.State, reading.Flags, reading.HasNovelty));
        Assert.True(reading.Scores[1] > 24576, "the reading still tells what the model says");
        Assert.InRange(reading.Novelty, 0, 10000);

        // Ten times as loud is new even for this machine.
        level = 30000;
        AppBench.Measure(app, 60);
        Assert.Equal(MachineState.Alarm, AppBench.Last(app.Store).State);
    }

    [Fact]
    public void Without_a_model_the_baseline_decides_alone()
    {
        double level = 1000;
        var random = new Random(TestData.Seed);
        NodeApp app = _bench.App(new FakeSource(_ => AppBench.Gaussian(random, level)), null, AppBench.Memory(), new NodeConfiguration { BaselineWindows = 60 });
        AppBench.Measure(app, 60);
        Assert.Equal(MachineState.Unknown, app.State);
        AppBench.Measure(app, 30);
        Assert.Equal(MachineState.Normal, app.State);
        level = 4000;
        AppBench.Measure(app, 40);
        Assert.Equal(MachineState.Alarm, app.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Distance_and_tree_models_run_on_a_board(bool trees)
    {
        NodeApp app = _bench.App(AppBench.Noise(1000), trees ? OtherModels.Trees() : OtherModels.Distance(), AppBench.Memory());
        AppBench.Measure(app, 40);
        Reading reading = AppBench.Last(app.Store);
        Assert.True(reading.HasModel);
        Assert.Equal(trees ? 2 : 1, reading.ScoreCount);
        Assert.NotEqual(MachineState.Unknown, reading.State);
    }

    [Fact]
    public void A_gateway_commands_the_baseline()
    {
        NodeApp app = _bench.App(AppBench.Noise(1000), AppBench.Model(), AppBench.Memory());
        app.Start();
        Wait.Until(() => app.Uplink.IsConnected, "a connection");
        Assert.Equal("none", Say(TopicKind.Baseline, new BaselineRequest { Id = 1, Action = BaselineRequest.Report }.Encode).Text);
        Assert.Equal(CommandResult.Refused, Say(TopicKind.Baseline, new BaselineRequest { Id = 2, Action = BaselineRequest.Finish }.Encode).Result);
        Say(TopicKind.Baseline, new BaselineRequest { Id = 3, Action = BaselineRequest.Learn, Windows = 20 }.Encode);
        Wait.Until(() => app.Baseline.State == MachineBaseline.Learnt, "a baseline");
        Assert.Equal("learnt 20", Say(TopicKind.Baseline, new BaselineRequest { Id = 4, Action = BaselineRequest.Report }.Encode).Text);
        Say(TopicKind.Baseline, new BaselineRequest { Id = 5, Action = BaselineRequest.Forget }.Encode);
        Wait.Until(() => app.Baseline.State == MachineBaseline.None, "no baseline");
        app.Stop(10_000);
    }

    [Fact]
    public void A_capture_arrives_whole_in_order_and_can_be_asked_for_again_while_readings_go_on()
    {
        NodeApp app = _bench.App(AppBench.Noise(1000), AppBench.Model(), AppBench.Memory());
        _bench.Broker.OnReading = reading => _bench.Broker.Acknowledge(reading.Epoch, reading.Seq);
        app.Start();
        Wait.Until(() => app.Uplink.IsConnected, "a connection");
        Assert.Equal(CommandResult.Refused, Say(TopicKind.Capture, new CaptureRequest { Id = 1, Action = CaptureRequest.Resend, Capture = 1 }.Encode).Result);
        Assert.Equal(CommandResult.Done, Say(TopicKind.Capture, new CaptureRequest { Id = 2, Action = CaptureRequest.Take }.Encode).Result);
        Wait.Until(() => Chunks().LastOrDefault() is { } last && last.First + last.Count == last.Total, "the whole capture");
        CaptureChunk[] chunks = Chunks();
        Assert.Equal((1u, CaptureCause.Request, 488_000), (chunks[0].Capture, chunks[0].Cause, chunks[0].NanoGPerLsb));
        int next = 0;
        foreach (CaptureChunk chunk in chunks)
        {
            Assert.Equal(next, chunk.First);
            next += chunk.Count;
        }

        Assert.Equal(chunks[0].Total, next);
        Assert.Contains(Enumerable.Range(0, chunks[0].Count), i => chunks[0].Sample(i) != 0);
        Assert.Equal(CommandResult.Refused, Say(TopicKind.Capture, new CaptureRequest { Id = 3, Action = CaptureRequest.Resend, Capture = 1, First = next - 1, Count = 2 }.Encode).Result);
        Say(TopicKind.Capture, new CaptureRequest { Id = 4, Action = CaptureRequest.Resend, Capture = 1, First = 10, Count = 5 }.Encode);
        Wait.Until(() => Chunks().Length == chunks.Length + 1, "the piece again");
        CaptureChunk again = Chunks()[^1];
        Assert.Equal((10, 5), (again.First, again.Count));
        Assert.Equal(Enumerable.Range(10, 5).Select(chunks[0].Sample), Enumerable.Range(0, 5).Select(again.Sample));
        app.Stop(10_000);
        Assert.Equal(Enumerable.Range(1, _bench.Broker.Readings.Length).Select(i => (long)i), _bench.Broker.Readings.Select(r => r.Seq).Distinct());
    }

    [Fact]
    public void An_alarm_sends_the_window_that_raised_it()
    {
        double level = 1000;
        var random = new Random(TestData.Seed);
        NodeApp app = _bench.App(new FakeSource(_ => AppBench.Gaussian(random, level)), AppBench.Model(), AppBench.Memory());
        _bench.Broker.OnReading = reading => _bench.Broker.Acknowledge(reading.Epoch, reading.Seq);
        AppBench.Measure(app, 20);
        level = 8000;
        AppBench.Measure(app, 40);
        Assert.Equal(MachineState.Alarm, app.State);
        app.Uplink.Start();
        Wait.Until(() => Chunks().LastOrDefault() is { } last && last.First + last.Count == last.Total, "the whole capture");
        CaptureChunk first = Chunks()[0];
        Assert.Equal(CaptureCause.Alarm, first.Cause);
        Reading[] alarms = [.. _bench.Broker.Readings.Where(r => r.State == MachineState.Alarm)];
        Assert.Equal(alarms[0].Seq, first.Seq);
        app.Stop(10_000);
    }

    [Fact]
    public void A_configuration_from_a_gateway_is_refused_by_name_or_kept_and_restarts_the_board()
    {
        Flash flash = AppBench.Memory();
        NodeApp app = _bench.App(AppBench.Noise(1000), null, flash, configurations: new ConfigurationStore(flash));
        app.Start();
        Wait.Until(() => app.Uplink.IsConnected, "a connection");
        byte[] absurd = "device = fan-1\nbroker = gw\nsleep = 0\n"u8.ToArray();
        Answer refused = Say(TopicKind.Configuration, new ConfigurationRequest { Id = 1, Buffer = absurd, Length = absurd.Length }.Encode);
        Assert.Equal((CommandResult.Refused, "line 3: sleep: 1 to 604800"), (refused.Result, refused.Text));
        Assert.Equal(0, _bench.Power.Restarts);
        byte[] sound = "device = fan-1\nbroker = gw\nsleep = 1\n"u8.ToArray();
        Assert.Equal(CommandResult.Done, Say(TopicKind.Configuration, new ConfigurationRequest { Id = 2, Buffer = sound, Length = sound.Length }.Encode).Result);
        Wait.Until(() => _bench.Power.Restarts == 1, "a restart");
        app.Stop(10_000);
        Assert.Equal(1, new ConfigurationStore(flash).Load()!.SleepSeconds);
    }

    [Fact]
    public void A_board_sleeps_between_windows_and_wakes_with_its_decision_and_its_clock()
    {
        Flash flash = AppBench.Memory();
        var configuration = new NodeConfiguration { WindowsAwake = 2, SleepSeconds = 3600, LingerSeconds = 20 };
        _bench.Broker.OnReading = reading => _bench.Broker.Acknowledge(reading.Epoch, reading.Seq, NodeClock.Earliest + 1_000_000);
        var decisions = new List<int>();
        for (int life = 1; life <= 6; life++)
        {
            NodeApp app = _bench.App(AppBench.Noise(1000), AppBench.Model(), flash, configuration);
            if (life > 1)
            {
                Assert.InRange(app.Clock.UtcMilliseconds, NodeClock.Earliest + 4_600_000, NodeClock.Earliest + 4_700_000);
            }

            app.Start();
            Wait.Until(() => _bench.Power.Sleeps.Count == life, "a sleep");
            Assert.Equal(3600, _bench.Power.Sleeps[^1]);
            Assert.True(app.HasSlept);
            decisions.Add(app.State);
            Assert.Equal(2 * life, _bench.Broker.Readings.Select(r => r.Seq).Distinct().Count());
            Assert.True(app.Stop(10_000));
        }

        // Five windows in a row must ask for a state: the third life is the first to have seen five.
        Assert.Equal([MachineState.Unknown, MachineState.Unknown, MachineState.Normal, MachineState.Normal, MachineState.Normal, MachineState.Normal], decisions);
    }

    [Fact]
    public void A_board_that_the_gateway_does_not_hear_sleeps_all_the_same()
    {
        _bench.Broker.Refuses = true;
        NodeApp app = _bench.App(AppBench.Noise(1000), null, AppBench.Memory(), new NodeConfiguration { WindowsAwake = 3, LingerSeconds = 1 });
        app.Start();
        Wait.Until(() => _bench.Power.Sleeps.Count == 1, "a sleep");
        Assert.Equal(3, app.Store.Produced);
    }

    [Fact]
    public void The_watchdog_bites_when_a_part_hangs_and_only_then()
    {
        var power = new TestPower();
        var board = new SteppedBoard();
        var watchdog = new Watchdog(board, power, 60);
        watchdog.Start();
        for (int second = 0; second < 3; second++)
        {
            board.UptimeMilliseconds += 59_000;
            watchdog.Feed(Watchdog.Measuring);
            watchdog.Feed(Watchdog.Talking);
        }

        Thread.Sleep(2500);
        Assert.Equal(0, power.Restarts);
        board.UptimeMilliseconds += 61_000;
        watchdog.Feed(Watchdog.Measuring);
        Wait.Until(() => power.Restarts == 1, "a bite: nobody talks");
        watchdog.Stop();
    }

    [Fact]
    public void A_sensor_that_never_answers_makes_the_watchdog_restart_the_board()
    {
        using var hang = new ManualResetEventSlim();
        var source = new FakeSource(_ =>
        {
            hang.Wait();
            return 0;
        });
        var board = new SteppedBoard();
        NodeApp app = _bench.App(source, null, AppBench.Memory(), new NodeConfiguration { WatchdogSeconds = 60 }, board: board);
        app.Start();
        board.UptimeMilliseconds += 30_000;
        Wait.Until(() => app.Uplink.IsConnected, "a connection");
        board.UptimeMilliseconds += 31_000;
        Wait.Until(() => _bench.Power.Restarts >= 1, "a bite");
        hang.Set();
        app.Stop(10_000);
    }

    [Fact]
    public void A_full_flash_costs_counted_windows_and_nothing_that_has_a_number()
    {
        Flash flash = AppBench.Memory();
        NodeApp app = _bench.App(AppBench.Noise(1000), null, flash);
        AppBench.Measure(app, 20);
        flash.FailureRate = 1;
        AppBench.Measure(app, 20);
        Assert.Equal((20L, 20L), (app.Store.Produced, app.Store.Refused));
        flash.FailureRate = 0;
        _bench.Broker.OnReading = reading => _bench.Broker.Acknowledge(reading.Epoch, reading.Seq);
        AppBench.Measure(app, 5);
        app.Start();
        Wait.Until(() => app.Store.Acked >= 25, "all that has a number");
        app.Stop(10_000);
        Assert.Equal(0, _bench.Broker.Readings.Count(r => (r.Flags & ReadingFlags.LostOnFlash) != 0));
    }

    private CaptureChunk[] Chunks() => [.. _bench.Broker.Replies.Where(reply => reply.Kind == TopicKind.CaptureChunk).Select(reply =>
    {
        var chunk = new CaptureChunk();
        Assert.True(chunk.TryDecode(reply.Message, 0, reply.Message.Length), chunk.Reason);
        return chunk;
    })];

    private Answer Say(int kind, Func<byte[], int, int> encode)
    {
        byte[] buffer = new byte[WireLimits.CommandBytes];
        int before = _bench.Broker.Answers.Length;
        _bench.Broker.Say(buffer[..encode(buffer, 0)], Topics.Of("fan-1", kind));
        Wait.Until(() => _bench.Broker.Answers.Length > before, "an answer");
        return _bench.Broker.Answers[^1];
    }

    private sealed class SteppedBoard : IBoard
    {
        public long UptimeMilliseconds { get; set; } = 1;

        public long FreeBytes => 0;

        public uint NextRandom() => 1;
    }
}
