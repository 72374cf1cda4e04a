using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Api.Description;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Captures;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.FieldIo;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Releases;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Store;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>The routes under /api/v1 (docs/gateway.md).</summary>
public static class ApiEndpoints
{
    private const int TrendPoints = 900;
    private const int LargestPage = 500;

    public static void MapApi(this WebApplication app)
    {
        RouteGroupBuilder api = app.MapGroup("/api/v1");
        api.DescribeRoutes();
        api.MapGet("/machines", (GatewayViews views) => views.Machines());
        api.MapGet("/machines/{id}", (string id, GatewayViews views, FusionStore store, AlarmStore alarms, OutlookReader outlook, AssetCatalog catalog) => views.Machine(id) is { } machine
            ? Results.Ok(new MachineAnswer(machine, Columns(store.Trend(id, TrendPoints)), alarms.Read(id, 50), outlook.Of(catalog.Machines.First(asset => asset.Id == id))))
            : Problem.NotFound($"no machine `{id}`"));
        api.MapGet("/devices", (GatewayViews views) => views.Devices());
        api.MapAlarms();
        api.MapAssets();
        api.MapFieldIo();
        api.MapGet("/decisions", (DecisionStore store, string? machine, long? before, int? limit, bool? changes) =>
            store.Read(machine, Math.Max(0, before ?? 0), Limit(limit), changes ?? false));
        api.MapGet("/decisions/verify", (GatewayDatabase database, LedgerTree ledger) =>
        {
            using LedgerPublicKey key = LedgerPublicKey.Of(ledger.Signer);
            using SqliteConnection reader = database.OpenReader();
            LedgerFinding finding = DatabaseLedger.Verify(reader, key);
            return new LedgerCheck(finding.Records, finding.Retired, finding.FirstBroken, finding.Reason, finding.Ok);
        });
        api.MapDecisions();
        api.MapDeviceTrust();
        api.MapEnsemble();
        api.MapReleases();
        LedgerEndpoints.Map(api.MapGroup("/ledger"));
        SessionEndpoints.Map(api);
        api.MapCaptures();
        app.MapOpenApi("/api/v1/openapi.json");
        app.MapGet("/metrics", (Metrics metrics) => Results.Text(metrics.Write(), Metrics.ContentType)).ExcludeFromDescription();
        api.MapGet("/poison", (ReadingStore store, int? limit) =>
            store.LastPoison(Limit(limit)).Select(row => new PoisonView(row.ReceivedMs, row.Topic, row.Reason, Convert.ToHexStringLower(row.Payload))))
            .WithMetadata(new AccessControl.Needs(ApiRole.Technician));
        api.MapGet("/stats", Stats);
        // To whoever has no key only whether it is well: what watches a process has none.
        api.MapGet("/health", (IMessageClient client, IngestPipeline ingest, StorageMonitor storage, HttpContext context) =>
        {
            string status = !storage.IsOk ? $"disk {storage.Status.State}" : client.IsReady ? "ok" : "no broker";
            return AccessControl.RoleOf(context) == ApiRole.None ? (object)new { status } : new { status, broker = client.IsReady, storage = storage.Status, waiting = ingest.Waiting };
        }).WithMetadata(new AccessControl.Needs(ApiRole.None));
        api.MapGet("/events", (EventHub hub, IHostApplicationLifetime lifetime, HttpContext context) =>
        {
            CancellationToken stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping).Token;
            return hub.TryListen(stop, out var events) ? (IResult)TypedResults.ServerSentEvents(events) : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        });
        api.MapFallback(() => Problem.NotFound("no such route, or none that takes this content type (bodies are application/json, images application/octet-stream): see docs/gateway.md")).ExcludeFromDescription();
    }

    private static int Limit(int? asked) => Math.Clamp(asked ?? 50, 1, LargestPage);

    private static TrendColumns Columns(IReadOnlyList<TrendPoint> trend) => new(
        trend.Select(point => point.AtMs / 1000.0),
        trend.Select(point => point.UtcMs),
        trend.Select(point => point.Health),
        trend.Select(point => point.Velocity),
        trend.Select(point => point.Fault),
        trend.Select(point => (int)point.State));

    /// <summary>With <c>?audit=true</c> the disk itself is counted, not only the counters.</summary>
    private static StatsAnswer Stats(IngestPipeline ingest, StreamTable streams, ReadingStore store, FusionWorker fusion, GatewayViews views, StorageMonitor storage, IServiceProvider services, bool? audit)
    {
        (IReadOnlyDictionary<string, long> Readings, long Duplicates)? onDisk = audit == true ? store.Audit() : null;
        IReadOnlyList<StreamStatus> all = streams.Snapshot();
        return new StatsAnswer(
            ingest.Counters,
            ingest.Waiting,
            all.Sum(stream => stream.Committed),
            all.Sum(stream => stream.Duplicates),
            all.Sum(stream => stream.Missing),
            all.Sum(stream => stream.Elsewhere),
            [.. store.Times.All.Select(phase => phase.Status).Where(phase => phase.Count > 0)],
            new GarbageFigures(GC.GetTotalPauseDuration().TotalMilliseconds, GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)),
            storage.Status,
            store.Retired(),
            fusion.Taken,
            fusion.Waiting,
            services.GetRequiredService<EnsembleRunner>().Status,
            [.. fusion.Strangers().Select(entry => new StrangerSensor(entry.Key.Device, entry.Key.Sensor, entry.Value))],
            [.. all.GroupBy(stream => stream.Device).Select(group => new DeviceStreams(group.Key, group.Sum(stream => stream.Committed), [.. group]))],
            [.. views.Machines().Select(machine => new MachineInShort(machine.Id, machine.Health, machine.State, machine.Alarms, machine.FirstAlarmS, machine.FirstAlarmUtcMs, machine.ClockS, machine.Windows, machine.Notice))],
            onDisk is { } counted ? new StoreAudit(counted.Readings, counted.Duplicates) : null);
    }
}
