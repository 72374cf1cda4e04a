using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>A machine whose windows are told, with its alarms on disk.</summary>
public sealed class AlarmBench : IDisposable
{
    public static readonly Caller Ann = new("0a0b0c0d", "Ann");

    private readonly TemporaryFolder _folder = new();
    private long _position;

    public AlarmBench(bool latch = false, SpeedAsset? speed = null)
    {
        Script = new FusionScript(latch: latch, speed: speed);
        Database = GatewayDatabase.Open(_folder.Path);
        LedgerTree ledger = Stores.Ledger(Database);
        Store = new AlarmStore(Database);
        Fusion = new FusionStore(Database, new DecisionStore(Database, ledger), Store);
        Desk = new AlarmDesk(Database, Store, ledger, Script.Catalog, Time);
        Fusion.AlarmsMoved += Desk.Announce;
        Desk.Changed += row => Announced.Add((row.Id, row.State));
        Script.Changed += before => Flush(before);
    }

    public SteppedTime Time { get; } = new();

    public FusionScript Script { get; }

    public GatewayDatabase Database { get; }

    public AlarmStore Store { get; }

    public FusionStore Fusion { get; }

    public AlarmDesk Desk { get; }

    public List<(long Id, AlarmState State)> Announced { get; } = [];

    public AlarmRow Newest => Store.Read(null, 1)[0];

    /// <summary>The fault comes, or goes, for good.</summary>
    public AlarmBench Fault(bool there)
    {
        Script.Windows(80, outer: there ? 0.99 : 0.01);
        return this;
    }

    public void Dispose()
    {
        Database.Dispose();
        _folder.Dispose();
    }

    private void Flush(MachineCondition before)
    {
        DecisionRecord record = DecisionWriter.Write(Script.Machine, Script.Catalog, before, Time.GetUtcNow().ToUnixTimeMilliseconds());
        Script.Machine.Recorded();
        Fusion.Flush(++_position, [Script.Machine], [new FusionConclusion(Script.Machine, record)], []);
    }
}
