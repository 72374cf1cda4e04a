using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Devices.References;
using AIoT.Embedded.Gateway.Explanations;
using AIoT.Embedded.Gateway.Releases;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Tests.Releases;

public sealed class ReleaseTests
{
    private static readonly string[] Three = ["fan-1", "pump-1", "pump-2"];

    [Fact]
    public void A_model_goes_to_every_board_piece_by_piece_and_arrives_as_it_is()
    {
        using var bench = new ReleaseBench([.. Three.Select(name => new ScriptedBoard(name))]);
        string hash = bench.Add(1);
        Offer offer = bench.Book.Make("pump", [], null, all: true, 0, "admin");
        Assert.Equal(Three, offer.Boards.Select(board => board.Device));
        bench.Run(10);
        Assert.Equal(OfferState.Done, bench.Now(offer).State);
        Assert.All(bench.Now(offer).Boards, board => Assert.Equal(BoardProgress.Settled, board.State));
        Assert.Equal(Three, bench.Proven.Order());
        Assert.True(bench.Library.File(hash)!.Length > 4 * WireLimits.ModelChunkBytes);
        Assert.Equal(3 * ((bench.Library.File(hash)!.Length + 1023) / 1024), bench.Courier.Pieces);

        // A signed image vouches for itself: boards that run it may say so.
        Assert.Contains(bench.Devices.References.All(), value => value.Kind == ReferenceBook.Model && value.Hash == hash && value.Version == "1");
        Assert.True(Stores.Verify(bench.Devices.Database).Ok);
    }

    [Fact]
    public void A_download_goes_on_where_it_was_after_the_gateway_was_killed()
    {
        var board = new ScriptedBoard("fan-1");
        using var bench = new ReleaseBench(board) { Settings = new ReleaseSettings { PiecesPerSecond = 2 } };
        bench.Restart();
        string hash = bench.Add(1);
        Offer offer = bench.Book.Make(hash, ["fan-1"], null, all: false, 0, "admin");
        bench.Run(1.5);
        int before = board.Received;
        Assert.InRange(before, 1, bench.Library.File(hash)!.Length - 1);
        bench.Restart();
        Assert.Equal(BoardProgress.Receiving, bench.StateOf(offer, "fan-1"));
        bench.Run(10);
        Assert.Equal(BoardProgress.Settled, bench.StateOf(offer, "fan-1"));
        Assert.Equal(bench.Library.File(hash), board.File);
        Assert.Equal((bench.Library.File(hash)!.Length - before + 1023) / 1024, bench.Courier.Pieces);
    }

    [Fact]
    public void The_first_boards_come_first_and_the_others_only_when_these_trust_the_model()
    {
        ScriptedBoard[] boards = [.. Three.Select(name => new ScriptedBoard(name))];
        using var bench = new ReleaseBench(boards);
        bench.Add(1);
        bench.Deaf = true;
        Offer offer = bench.Book.Make("pump@1", Three, null, all: false, canary: 1, "admin");
        bench.Run(4);
        bench.Deaf = false;
        Assert.Equal((OfferState.Canary, 0), (bench.Now(offer).State, boards[1].Offers));
        bench.Run(20);
        Assert.Equal(OfferState.Done, bench.Now(offer).State);
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("crash")]
    [InlineData("offer")]
    public void A_refusal_or_a_crash_loop_stops_the_roll_out_before_the_others(string how)
    {
        var first = new ScriptedBoard("fan-1")
        {
            RefusesFile = how == "signature" ? ModelRefusal.Signature : 0, GoesBack = how == "crash", RefusesOffer = how == "offer" ? "not newer than what the board has run" : null,
        };
        var second = new ScriptedBoard("pump-1");
        using var bench = new ReleaseBench(first, second);
        bench.Add(1);
        Offer offer = bench.Book.Make("pump", ["fan-1", "pump-1"], null, all: false, canary: 1, "admin");
        bench.Run(10);
        offer = bench.Now(offer);
        Assert.Equal(OfferState.Stopped, offer.State);
        Assert.Contains("fan-1", offer.Reason);
        Assert.Equal(how == "crash" ? BoardProgress.WentBack : BoardProgress.Refused, bench.StateOf(offer, "fan-1"));
        Assert.Equal((BoardProgress.Waiting, 0), (bench.StateOf(offer, "pump-1"), second.Offers));

        // A stopped offer is over: another may be made.
        bench.Add(2);
        bench.Book.Make("pump", ["pump-1"], null, all: false, 0, "admin");
        bench.Run(10);
        Assert.Equal(OfferState.Done, bench.Book.Newest(1)[0].State);
    }

    [Fact]
    public void A_board_that_does_not_come_back_stops_the_roll_out()
    {
        var board = new ScriptedBoard("fan-1");
        using var bench = new ReleaseBench(board) { Settings = new ReleaseSettings { Trial = TimeSpan.FromSeconds(30) } };
        bench.Restart();
        bench.Add(1);
        Offer offer = bench.Book.Make("pump", ["fan-1"], null, all: false, 0, "admin");
        var report = new ModelReport { Epoch = 1, Boot = 1, State = ModelState.Verifying, HasOffered = true };
        Convert.FromHexString(offer.Hash).CopyTo(report.Offered, 0);
        byte[] buffer = new byte[WireLimits.ReplyBytes];
        bench.Courier.Take("fan-1", buffer[..report.Encode(buffer, 0)]);
        bench.Deaf = true;
        bench.Run(29);
        Assert.Equal(BoardProgress.Verifying, bench.StateOf(offer, "fan-1"));
        bench.Run(3);
        Assert.Equal((OfferState.Stopped, BoardProgress.Lost), (bench.Now(offer).State, bench.StateOf(offer, "fan-1")));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_board_on_trial_when_the_offer_is_stopped_is_still_judged_and_recorded(bool goesBack, bool killed)
    {
        var first = new ScriptedBoard("fan-1") { GoesBack = goesBack, Pauses = true };
        using var bench = new ReleaseBench(first);
        string hash = bench.Add(1);
        Offer offer = bench.Book.Make("pump", ["fan-1"], null, all: false, 0, "admin");
        bench.Run(8);
        Assert.Equal(BoardProgress.Verifying, bench.StateOf(offer, "fan-1"));
        bench.Book.Stop(offer.Id, "a mistake", "admin");
        if (killed)
        {
            bench.Time.Advance(TimeSpan.FromHours(1));
            bench.Restart();
        }

        first.Pauses = false;
        int offers = first.Offers;
        long pieces = bench.Courier.Pieces;
        bench.Live(first);
        Assert.Equal(goesBack ? BoardProgress.WentBack : BoardProgress.Settled, bench.StateOf(offer, "fan-1"));
        Assert.Equal(OfferState.Stopped, bench.Now(offer).State);
        Assert.Equal((offers, pieces), (first.Offers, bench.Courier.Pieces));
        Assert.Equal(goesBack ? [] : ["fan-1"], bench.Proven);
        string record = bench.LastRecord();
        Assert.Contains(goesBack ? "\"change\":\"wentBack\"" : "\"change\":\"settled\"", record);
        Assert.Contains("\"devices\":[\"fan-1\"]", record);
        Assert.Contains(hash, record);
        Assert.True(Stores.Verify(bench.Devices.Database).Ok);
    }

    [Fact]
    public void A_board_that_does_not_come_back_after_the_offer_was_stopped_is_written_down_as_lost_and_another_model_may_be_offered_meanwhile()
    {
        var board = new ScriptedBoard("fan-1") { Pauses = true };
        using var bench = new ReleaseBench(board) { Settings = new ReleaseSettings { Trial = TimeSpan.FromSeconds(30) } };
        bench.Restart();
        bench.Add(1);
        Offer offer = bench.Book.Make("pump", ["fan-1"], null, all: false, 0, "admin");
        bench.Run(8);
        Assert.Equal(BoardProgress.Verifying, bench.StateOf(offer, "fan-1"));
        bench.Book.Stop(offer.Id, "a mistake", "admin");
        bench.Add(2);
        bench.Deaf = true;
        Offer next = bench.Book.Make("pump@2", ["fan-1"], null, all: false, 0, "admin");
        bench.Run(31);
        Assert.Equal((BoardProgress.Lost, OfferState.Stopped), (bench.StateOf(offer, "fan-1"), bench.Now(offer).State));
        Assert.Equal((BoardProgress.Waiting, OfferState.Rolling), (bench.StateOf(next, "fan-1"), bench.Now(next).State));
        Assert.Contains("\"change\":\"lost\"", bench.LastRecord());
    }

    [Fact]
    public void While_no_gateway_ran_no_trial_ran_out()
    {
        var board = new ScriptedBoard("fan-1") { Pauses = true };
        using var bench = new ReleaseBench(board);
        bench.Add(1);
        Offer offer = bench.Book.Make("pump", ["fan-1"], null, all: false, 0, "admin");
        bench.Run(8);
        bench.Time.Advance(TimeSpan.FromHours(1));
        bench.Restart();
        board.Pauses = false;
        bench.Courier.Tick();
        Assert.Equal(OfferState.Rolling, bench.Now(offer).State);
        bench.Live(board);
        Assert.Equal(OfferState.Done, bench.Now(offer).State);
    }

    [Fact]
    public void Readings_come_before_models()
    {
        using var bench = new ReleaseBench(new ScriptedBoard("fan-1")) { Waiting = 5000 };
        bench.Add(1);
        Offer offer = bench.Book.Make("pump", ["fan-1"], null, all: false, 0, "admin");
        bench.Run(3);
        Assert.Equal(0, bench.Courier.Pieces);
        bench.Waiting = 0;
        bench.Run(5);
        Assert.Equal(OfferState.Done, bench.Now(offer).State);
    }

    [Fact]
    public void Only_what_a_known_key_has_signed_is_taken_and_offered()
    {
        using var bench = new ReleaseBench();
        using SigningKey stranger = SigningKey.Create();
        byte[] good = SignedModels.Image(bench.Key, 1);
        Assert.Equal("damaged", Code(() => bench.Library.Add([1, 2, 3], "admin")));
        Assert.Equal("signature", Code(() => bench.Library.Add(SignedModels.Unsigned(1), "admin")));
        Assert.Equal("signature", Code(() => bench.Library.Add(SignedModels.Image(stranger, 1), "admin")));
        byte[] forged = [.. good];
        forged[^1] ^= 1;
        Assert.Equal("signature", Code(() => bench.Library.Add(forged, "admin")));
        StoredModel model = bench.Library.Add(good, "admin");
        Assert.Equal(model.Hash, bench.Library.Add(good, "again").Hash);
        Assert.Equal("no-model", Code(() => bench.Book.Make("other", ["fan-1"], null, false, 0, "admin")));
        Assert.Equal("no-boards", Code(() => bench.Book.Make("pump", [], null, false, 0, "admin")));
        Assert.Equal("no-machine", Code(() => bench.Book.Make("pump", [], "nothing", false, 0, "admin")));
        Assert.Equal("name", Code(() => bench.Book.Make("pump", ["Fan 1"], null, false, 0, "admin")));
        Assert.Equal("canary", Code(() => bench.Book.Make("pump", ["fan-1"], null, false, 2, "admin")));
        bench.Book.Make("pump", [], "fan", false, 0, "admin");
        Assert.Equal("busy", Code(() => bench.Book.Make("pump", ["fan-1"], null, false, 0, "admin")));
        bench.Book.Stop(1, "changed my mind", "admin");
        Assert.Equal("over", Code(() => bench.Book.Stop(1, "again", "admin")));
        bench.Library.RemoveKey(bench.Library.Keys()[0].Id, "admin");
        Assert.Equal("no-keys", Code(() => bench.Book.Make("pump", ["fan-1"], null, false, 0, "admin")));
        Assert.Equal("key", Code(() => bench.Library.AddKey("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "x", "admin")));
    }

    [Fact]
    public void Explanations_find_the_image_of_a_release_by_what_readings_call_it_and_others_in_a_folder()
    {
        using var bench = new ReleaseBench();
        using var folder = new TemporaryFolder();
        string hash = bench.Add(1);
        byte[] lying = SignedModels.Unsigned(2);
        File.WriteAllBytes(folder.File("any name"), lying);
        var images = new ReleasedImages(bench.Library, new ModelImageFolder([folder.Path]));
        Assert.Equal(bench.Library.File(hash), images.Find(hash[..16]));
        Assert.Equal(lying, images.Find(BoardModel.IdOf(lying)!));
        Assert.All(["", "x", "'; DROP TABLE", new string('0', 16), hash], id => Assert.Null(images.Find(id)));
    }

    [Fact]
    public void Junk_from_a_board_moves_nothing()
    {
        using var bench = new ReleaseBench(new ScriptedBoard("fan-1"));
        bench.Add(1);
        Offer offer = bench.Book.Make("pump", ["fan-1"], null, all: false, 0, "admin");
        bench.Courier.Take("fan-1", [1, 2, 3]);
        bench.Courier.Answered("fan-1", new Answer { Kind = TopicKind.ModelOffer, Id = 999, Result = CommandResult.Refused, Text = "no" });
        Assert.Equal(1, bench.Courier.Unreadable);
        Assert.Equal(BoardProgress.Waiting, bench.StateOf(offer, "fan-1"));
    }

    private static string Code(Func<object> step) => Assert.Throws<DeviceException>(() => _ = step()).Code;
}
