using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Releases;

/// <summary>Offers on disk, and when one goes on to all boards, is done, or stops: a state is on disk before a board hears of it.</summary>
public sealed class OfferBook(GatewayDatabase database, LedgerTree ledger, ModelLibrary library, DeviceRegistry registry, TimeProvider time, AssetCatalog? catalog = null)
{
    private const int MostBoards = 1000;
    private const int MostFollowed = 20;
    private const string Gateway = "gateway";

    /// <summary>Offers were made or stopped.</summary>
    public event Action? Changed;

    /// <param name="word">The model (<see cref="ModelLibrary.Find"/>).</param>
    /// <param name="to">Boards by name.</param>
    /// <param name="machine">The boards of a machine.</param>
    /// <param name="all">All boards that machines name or that are enrolled, but for retired and quarantined ones.</param>
    /// <param name="canary">So many boards first; 0: all at once.</param>
    /// <exception cref="DeviceException">Something about it is wrong.</exception>
    public Offer Make(string word, IReadOnlyList<string> to, string? machine, bool all, int canary, string by)
    {
        StoredModel model = library.Find(word);

        // Keys may have been taken away since the image came.
        _ = library.Verified(library.File(model.Hash)!);
        string[] boards = [.. Boards(to, machine, all).Distinct().Order(StringComparer.Ordinal)];
        if (boards.Length is 0 or > MostBoards)
        {
            throw new DeviceException("no-boards", boards.Length == 0 ? "there is no board to offer it to: name boards, a machine, or all" : $"{boards.Length} boards are too many: {MostBoards} at most");
        }

        if (canary < 0 || canary > boards.Length)
        {
            throw new DeviceException("canary", $"canary must be 0 to {boards.Length}, the number of boards");
        }

        if (Open().SelectMany(offer => offer.Boards.Where(board => board.State < BoardProgress.Settled).Select(board => (offer, board))).FirstOrDefault(entry => boards.Contains(entry.board.Device)) is { offer: { } busy } entry)
        {
            throw new DeviceException("busy", $"offer {busy.Id} ({busy.Model} {busy.Version}) to {entry.board.Device} is not over: `aiot-gateway model stop {busy.Id}` first");
        }

        long now = Now();
        string state = canary > 0 && canary < boards.Length ? "canary" : "rolling";
        long made = ledger.Write((writer, transaction) =>
        {
            long id = writer.ExecuteScalar<long>(
                "INSERT INTO model_offers (hash, state, reason, made_ms, made_by, changed_ms) VALUES (@hash, @state, '', @now, @by, @now) RETURNING id",
                new { hash = Convert.FromHexString(model.Hash), state, now, by }, transaction);
            writer.Execute(
                "INSERT INTO model_offer_boards (offer, device, canary, state, detail, changed_ms) VALUES (@id, @device, @first, 'waiting', '', @now)",
                boards.Select((device, index) => new { id, device, first = index < canary, now }), transaction);
            ModelLibrary.Record(ledger, transaction, state, id, model, boards, "", by, now);
            return id;
        });
        Changed?.Invoke();
        return Find(made)!;
    }

    /// <exception cref="DeviceException">It is over already, or none.</exception>
    public Offer Stop(long id, string reason, string by)
    {
        Offer offer = Find(id) ?? throw new DeviceException("no-offer", $"there is no offer {id}");
        if (offer.State is OfferState.Done or OfferState.Stopped)
        {
            throw new DeviceException("over", $"offer {id} is {offer.State.ToString().ToLowerInvariant()} already");
        }

        if (reason.Trim().Length is 0 or > 200 || reason.Any(char.IsControl))
        {
            throw new DeviceException("reason", "reason: say why, in 1 to 200 characters");
        }

        Move(offer, "stopped", reason.Trim(), by, (_, _) => { });
        Changed?.Invoke();
        return Find(id)!;
    }

    /// <summary>A board has come further; the offer with it: after the last canary it goes on to all, after the last board it is done, after a failure it stops.</summary>
    /// <returns>The offer as it stands now.</returns>
    public Offer Progress(Offer offer, string device, BoardProgress state, string detail, long? fallbacks)
    {
        Offer.Board[] boards = [.. offer.Boards.Select(board => board.Device == device ? board with { State = state, Detail = detail, Fallbacks = fallbacks, ChangedMs = Now() } : board)];
        void Write(SqliteConnection writer, SqliteTransaction transaction) => writer.Execute(
            "UPDATE model_offer_boards SET state = @state, detail = @detail, fallbacks = @fallbacks, changed_ms = @now WHERE offer = @Id AND device = @device",
            new { state = Word(state), detail, fallbacks, now = Now(), offer.Id, device }, transaction);

        Offer after = offer with { Boards = boards };
        if (offer.State is OfferState.Canary or OfferState.Rolling)
        {
            if (state > BoardProgress.Settled)
            {
                string why = $"{device} {Words(state)}: {detail}";
                Move(offer, "stopped", why, Gateway, Write);
                return after with { State = OfferState.Stopped, Reason = why };
            }

            if (boards.All(board => board.State == BoardProgress.Settled))
            {
                Move(offer, "done", "", Gateway, Write);
                return after with { State = OfferState.Done };
            }

            if (offer.State == OfferState.Canary && boards.Where(board => board.Canary).All(board => board.State == BoardProgress.Settled))
            {
                Move(offer, "rolling", "", Gateway, Write);
                return after with { State = OfferState.Rolling };
            }
        }

        if (offer.State == OfferState.Stopped && state >= BoardProgress.Settled)
        {
            // It had begun when the offer was stopped: what became of it belongs into the ledger, too.
            ledger.Write((writer, transaction) =>
            {
                Write(writer, transaction);
                ModelLibrary.Record(ledger, transaction, Word(state), offer.Id, new StoredModel(offer.Hash, offer.Model, offer.Version, 0, 0, ""), [device], detail, Gateway, Now());
                return true;
            });
            return after;
        }

        lock (database.WriteGate)
        {
            using SqliteTransaction transaction = database.Writer.BeginTransaction();
            Write(database.Writer, transaction);
            transaction.Commit();
        }

        return after;
    }

    public Offer? Find(long id) => Read("WHERE o.id = @id", new { id }).FirstOrDefault();

    /// <summary>Those that are not over, oldest first.</summary>
    public IReadOnlyList<Offer> Open() => Read("WHERE o.state IN ('canary', 'rolling') ORDER BY o.id", new { });

    /// <summary>Stopped ones with boards that had begun and whose end is not known, the newest of them.</summary>
    public IReadOnlyList<Offer> StoppedUnderWay() => Read(
        "WHERE o.id IN (SELECT s.id FROM model_offers s WHERE s.state = 'stopped' AND EXISTS (SELECT 1 FROM model_offer_boards u WHERE u.offer = s.id AND u.state IN ('receiving', 'verifying', 'trial')) ORDER BY s.id DESC LIMIT @MostFollowed) ORDER BY o.id",
        new { MostFollowed });

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Offer> Newest(int limit) => Read("WHERE o.id IN (SELECT id FROM model_offers ORDER BY id DESC LIMIT @limit) ORDER BY o.id DESC", new { limit });

    /// <summary>Keeps a board's report.</summary>
    public void Keep(string device, byte[] report, long receivedMs)
    {
        lock (database.WriteGate)
        {
            database.Writer.Execute("INSERT OR REPLACE INTO model_reports (device, received_ms, payload) VALUES (@device, @receivedMs, @report)", new { device, receivedMs, report });
        }
    }

    public IReadOnlyList<(string Device, long ReceivedMs, byte[] Payload)> Reports()
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.Query<(string, long, byte[])>("SELECT device, received_ms, payload FROM model_reports ORDER BY device").AsList();
    }

    private static string Word(BoardProgress state) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    private static string Words(BoardProgress state) => state switch
    {
        BoardProgress.Refused => "refused it",
        BoardProgress.WentBack => "went back from it",
        _ => "has not come back with it",
    };

    private IEnumerable<string> Boards(IReadOnlyList<string> to, string? machine, bool all)
    {
        foreach (string device in to)
        {
            yield return Wire.Topics.IsDevice(device) ? device : throw new DeviceException("name", $"`{device}` is no board's name: 1 to 32 characters of a-z 0-9 -");
        }

        if (machine is not null)
        {
            MachineAsset asset = catalog?.Machines.FirstOrDefault(entry => entry.Id == machine) ?? throw new DeviceException("no-machine", $"no machine `{machine}`");
            foreach (SensorAsset sensor in asset.Sensors)
            {
                yield return sensor.Device;
            }
        }

        if (all)
        {
            IEnumerable<string> known = (catalog?.Machines ?? []).SelectMany(entry => entry.Sensors).Select(sensor => sensor.Device).Concat(registry.All().Select(entry => entry.Key));
            foreach (string device in known.Where(device => registry.Of(device).Standing is not (DeviceStanding.Retired or DeviceStanding.Quarantined)))
            {
                yield return device;
            }
        }
    }

    private void Move(Offer offer, string state, string reason, string by, Action<SqliteConnection, SqliteTransaction> write)
    {
        long now = Now();
        ledger.Write((writer, transaction) =>
        {
            write(writer, transaction);
            writer.Execute("UPDATE model_offers SET state = @state, reason = @reason, changed_ms = @now WHERE id = @Id", new { state, reason, now, offer.Id }, transaction);
            var model = new StoredModel(offer.Hash, offer.Model, offer.Version, 0, 0, "");
            ModelLibrary.Record(ledger, transaction, state, offer.Id, model, [.. offer.Boards.Select(board => board.Device)], reason, by, now);
            return true;
        });
    }

    private IReadOnlyList<Offer> Read(string where, object parameters)
    {
        using SqliteConnection reader = database.OpenReader();
        using SqliteTransaction moment = reader.BeginTransaction(deferred: true);
        ILookup<long, Offer.Board> boards = reader.Query<(long Offer, string Device, long Canary, string State, string Detail, long? Fallbacks, long ChangedMs)>(
            $"SELECT b.offer, b.device, b.canary, b.state, b.detail, b.fallbacks, b.changed_ms FROM model_offer_boards b WHERE b.offer IN (SELECT o.id FROM model_offers o {where}) ORDER BY b.device", parameters, moment)
            .ToLookup(row => row.Offer, row => new Offer.Board(row.Device, row.Canary != 0, Enum.Parse<BoardProgress>(row.State, ignoreCase: true), row.Detail, row.Fallbacks, row.ChangedMs));
        return [.. reader.Query<(long Id, byte[] Hash, string Model, long Version, string State, string Reason, long MadeMs, string MadeBy)>(
            $"SELECT o.id, o.hash, m.model, m.version, o.state, o.reason, o.made_ms, o.made_by FROM model_offers o JOIN model_images m ON m.hash = o.hash {where}", parameters, moment)
            .Select(row => new Offer(row.Id, Convert.ToHexStringLower(row.Hash), row.Model, row.Version, Enum.Parse<OfferState>(row.State, ignoreCase: true), row.Reason, row.MadeMs, row.MadeBy, [.. boards[row.Id]]))];
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
