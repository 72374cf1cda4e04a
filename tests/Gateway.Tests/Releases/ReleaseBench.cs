using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Releases;
using AIoT.Embedded.Gateway.Tests.Devices;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Wire;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Releases;

/// <summary>The room of models on a folder, and boards that hear at once what is sent to them.</summary>
internal sealed class ReleaseBench : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, ScriptedBoard> _boards;
    private readonly Queue<(string Device, int Kind, byte[] Command)> _wire = [];

    public ReleaseBench(params ScriptedBoard[] boards)
    {
        _boards = boards.ToDictionary(board => board.Name);
        Open();
        Library.AddKey(SignedModels.Pem(Key), "test", "test");
    }

    public SigningKey Key { get; } = SigningKey.Create();

    public ManualTime Time { get; } = new();

    public ReleaseSettings Settings { get; init; } = new();

    public DeviceBench Devices { get; private set; } = null!;

    public ModelLibrary Library { get; private set; } = null!;

    public OfferBook Book { get; private set; } = null!;

    public Courier Courier { get; private set; } = null!;

    public int Waiting { get; set; }

    /// <summary>What goes to boards is lost.</summary>
    public bool Deaf { get; set; }

    public List<string> Proven { get; } = [];

    public string Add(uint version) => Library.Add(SignedModels.Image(Key, version), "test").Hash;

    /// <summary>The gateway is killed and starts again; what was on the wire is lost.</summary>
    public void Restart()
    {
        Devices.Dispose();
        _wire.Clear();
        Open();
    }

    /// <summary>Time goes, and everybody does what there is to do.</summary>
    public void Run(double seconds)
    {
        for (double passed = 0; passed < seconds; passed += 0.05)
        {
            Time.Advance(TimeSpan.FromMilliseconds(50));
            Courier.Tick();
            while (_wire.TryDequeue(out (string Device, int Kind, byte[] Command) sent))
            {
                if (!_boards.TryGetValue(sent.Device, out ScriptedBoard? board) || Deaf)
                {
                    continue;
                }

                if (board.Hear(sent.Kind, sent.Command) is { } answer)
                {
                    Courier.Answered(board.Name, answer);
                }

                Hear(board);
                while (board.Live())
                {
                    Hear(board);
                }
            }
        }
    }

    /// <summary>The board does what it does by itself, and says so.</summary>
    public void Live(ScriptedBoard board)
    {
        while (board.Live())
        {
            Hear(board);
        }
    }

    /// <summary>Newest record of the ledger.</summary>
    public string LastRecord()
    {
        using SqliteConnection reader = Devices.Database.OpenReader();
        return LedgerStore.Record(reader, reader.ExecuteScalar<long>("SELECT MAX(id) FROM ledger_records"))!.Body;
    }

    public Offer Now(Offer offer) => Book.Find(offer.Id)!;

    public BoardProgress StateOf(Offer offer, string device) => Now(offer).Boards.Single(board => board.Device == device).State;

    public void Dispose()
    {
        Devices.Dispose();
        Key.Dispose();
        _folder.Dispose();
    }

    private void Hear(ScriptedBoard board)
    {
        if (Courier.Take(board.Name, board.Report()))
        {
            Proven.Add(board.Name);
        }
    }

    private void Open()
    {
        Devices = new DeviceBench(_folder.Path, Time);
        Library = new ModelLibrary(Devices.Database, Devices.Ledger, Devices.References, Time);
        Book = new OfferBook(Devices.Database, Devices.Ledger, Library, Devices.Registry, Time, AssetFile.Load(_folder.Write("assets.yaml", AssetsText.Demo)));
        Courier = new Courier(Book, Library, Settings, Time, (device, kind, command) =>
        {
            _wire.Enqueue((device, kind, command));
            return true;
        }, () => Waiting);
        Book.Changed += Courier.Reload;
    }
}
