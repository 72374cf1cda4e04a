using AIoT.Embedded.Gateway.Captures;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Wire;
using Dapper;

namespace AIoT.Embedded.Gateway.Tests.Captures;

public sealed class CaptureInboxTests
{
    private static short Wave(int i) => (short)((i * 7919) % 4001 - 2000);

    [Fact]
    public async Task A_capture_that_was_asked_for_is_kept_sample_by_sample_with_the_speed_of_its_reading()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new CaptureBench(folder.Path);
        CapturingBoard board = bench.Add("fan-1", Wave);
        board.Seq = 3;
        bench.Readings.Commit([new ReadingRow("fan-1", 7, 3, 1, Readings.Encode(3))], [], [], new Dictionary<string, (long, byte[])>());
        Assert.Equal("asked", bench.Inbox.Ask("fan-1", "key-1").State);
        CaptureStatus kept = await bench.UntilAsync("kept");
        Capture capture = bench.Store.Find(kept.CaptureId!.Value)!;
        Assert.Equal(("request", "key-1", 2048, 12_800, CapturingBoard.NanoG), (capture.Cause, capture.AskedBy, capture.Count, capture.RateHz, capture.NanoG));
        Assert.Equal((0, 29_500, "reading"), (capture.Sensor, capture.SpeedMilliHz, capture.SpeedFrom));
        Assert.Equal(board.Samples, bench.Store.Samples(capture)!);
        Assert.Empty(bench.Store.Arriving());
    }

    [Theory]
    [InlineData(24_500, "input")]
    [InlineData(29_500, "configured")]
    [InlineData(0, "")]
    public async Task Where_the_board_measures_no_speed_the_capture_keeps_the_gateway_s_own_and_says_so(int milliHz, string from)
    {
        using var folder = new TemporaryFolder();
        await using var bench = new CaptureBench(folder.Path, speeds: new ToldSpeed(milliHz, from));
        bench.Add("fan-1", Wave);
        bench.Inbox.Ask("fan-1", "key-1");
        CaptureStatus kept = await bench.UntilAsync("kept");
        Capture capture = bench.Store.Find(kept.CaptureId!.Value)!;
        Assert.Equal((milliHz > 0 ? milliHz : (int?)null, from), (capture.SpeedMilliHz, capture.SpeedFrom));
    }

    [Fact]
    public async Task Who_asked_which_board_and_when_is_in_the_ledger_once_for_a_capture()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new CaptureBench(folder.Path);
        LedgerTree ledger = Stores.Ledger(bench.Database);
        var desk = new CaptureDesk(bench.Inbox, ledger, TimeProvider.System);
        CapturingBoard board = bench.Add("fan-1", Wave);
        board.Loses = _ => true;
        Assert.Equal("asked", desk.Ask("fan-1", new Caller("0123abcd", "Erika"), "request").State);
        desk.Ask("fan-1", new Caller("0123abcd", "Erika"), "request");
        using var reader = bench.Database.OpenReader();
        string body = Assert.Single(reader.Query<string>("SELECT body FROM ledger_records WHERE kind = 'capture'"));
        CaptureRequestRecord record = System.Text.Json.JsonSerializer.Deserialize<CaptureRequestRecord>(body, GatewayJson.Options)!;
        Assert.Equal(("fan-1", "request", "Erika", "0123abcd"), (record.Device, record.Cause, record.By, record.KeyId));
        Assert.InRange(record.UtcMs, DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        Assert.True(Stores.Verify(bench.Database).Ok);
    }

    private sealed class ToldSpeed(int milliHz, string from) : IShaftSpeeds
    {
        public (int MilliHz, string From)? Of(string device, int? sensor) => milliHz > 0 ? (milliHz, from) : null;
    }

    [Fact]
    public async Task What_gets_lost_is_asked_for_again_and_only_that()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new CaptureBench(folder.Path);
        CapturingBoard board = bench.Add("fan-1", Wave);
        HashSet<int> lost = [448, 1344];
        board.Loses = first => lost.Remove(first);
        bench.Inbox.Ask("fan-1", "key-1");
        CaptureStatus kept = await bench.UntilAsync("kept");
        Assert.Equal(board.Samples, bench.Store.Samples(bench.Store.Find(kept.CaptureId!.Value)!)!);
        Assert.Equal([(CaptureRequest.Take, 0, 0), (CaptureRequest.Resend, 448, 448), (CaptureRequest.Resend, 1344, 448)], board.Heard);
    }

    [Fact]
    public async Task Pieces_in_any_order_and_sent_twice_make_one_capture_once()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new CaptureBench(folder.Path);
        CapturingBoard board = bench.Add("fan-1", Wave);
        board.Loses = _ => true;
        board.TakeAlone();
        List<byte[]> pieces = [.. Enumerable.Range(0, 5).Select(i => board.Piece(i * 448, Math.Min(448, 2048 - (i * 448)), CaptureCause.Alarm))];
        var random = new Random(TestData.Seed);
        foreach (byte[] piece in pieces.Concat(pieces).OrderBy(_ => random.Next()).Concat(pieces))
        {
            bench.Deliver("aiot/v1/up/fan-1/capture", piece);
        }

        CaptureStatus kept = await bench.UntilAsync("kept");
        Capture capture = bench.Store.Find(kept.CaptureId!.Value)!;
        Assert.Equal(("alarm", ""), (capture.Cause, capture.AskedBy));
        await Task.Delay(400);
        Assert.Single(bench.Store.List(["fan-1"], 10));
        Assert.Empty(bench.Store.Arriving());
    }

    [Fact]
    public async Task A_restart_in_the_middle_fetches_the_capture_again()
    {
        using var folder = new TemporaryFolder();
        CapturingBoard board;
        await using (var before = new CaptureBench(folder.Path))
        {
            board = before.Add("fan-1", Wave);
            board.TakeAlone(CapturingBoard.CaptureKind.SecondHalf);
            await before.UntilAsync("arriving");
        }

        await using var bench = new CaptureBench(folder.Path);
        CapturingBoard again = bench.Add("fan-1", Wave);
        again.Loses = _ => true;
        again.TakeAlone();
        again.Loses = _ => false;
        CaptureStatus kept = await bench.UntilAsync("kept");
        Assert.Equal(board.Samples, bench.Store.Samples(bench.Store.Find(kept.CaptureId!.Value)!)!);
    }

    [Fact]
    public async Task A_capture_that_its_board_no_longer_holds_is_given_up_with_the_boards_words()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new CaptureBench(folder.Path);
        CapturingBoard board = bench.Add("fan-1", Wave);
        board.TakeAlone(CapturingBoard.CaptureKind.SecondHalf);
        board.Loses = _ => true;
        board.TakeAlone();
        Assert.Equal("capture 2 is held", (await bench.UntilAsync("lost")).Reason);
        Assert.Empty(bench.Store.Arriving());
    }

    [Fact]
    public async Task A_board_that_says_nothing_is_called_silent()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new CaptureBench(folder.Path, new CaptureSettings { Patience = TimeSpan.FromMilliseconds(50), Tries = 2 });
        bench.Inbox.Ask("nobody", "key-1");
        Assert.Equal("the board does not answer", (await bench.UntilAsync("silent")).Reason);
    }

    [Fact]
    public async Task A_piece_that_contradicts_the_others_is_kept_aside_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new CaptureBench(folder.Path);
        CapturingBoard board = bench.Add("fan-1", Wave);
        board.TakeAlone(CapturingBoard.CaptureKind.SecondHalf);
        board.Seq = 9;
        bench.Deliver("aiot/v1/up/fan-1/capture", board.Piece(0, 448, CaptureCause.Alarm));
        bench.Deliver("aiot/v1/up/fan-1/capture", [0xA0]);
        for (int tries = 0; bench.Readings.LastPoison(10).Count < 2; tries++)
        {
            Assert.True(tries < 500);
            await Task.Delay(10);
        }

        Assert.Contains(bench.Readings.LastPoison(10), row => row.Reason == "a piece contradicts those before it");
    }

    [Fact]
    public async Task Samples_that_changed_on_disk_are_not_shown()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new CaptureBench(folder.Path);
        bench.Add("fan-1", Wave).TakeAlone();
        Capture capture = bench.Store.Find((await bench.UntilAsync("kept")).CaptureId!.Value)!;
        lock (bench.Database.WriteGate)
        {
            bench.Database.Writer.Execute("UPDATE captures SET samples = zeroblob(4096)");
        }

        Assert.Null(bench.Store.Samples(capture));
    }

    [Fact]
    public async Task The_oldest_captures_go_when_there_are_too_many_or_they_are_too_old()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new CaptureBench(folder.Path);
        CapturingBoard board = bench.Add("fan-1", Wave);
        for (int i = 0; i < 3; i++)
        {
            board.TakeAlone();
            await bench.UntilAsync("kept");
        }

        Assert.Equal(0, bench.Store.Retire(new CaptureSettings(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
        Assert.Equal(3, bench.Store.Retire(new CaptureSettings { Days = 1 }, DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeMilliseconds()));
        Assert.Empty(bench.Store.List(["fan-1"], 10));
    }
}
