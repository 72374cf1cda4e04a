using System.CommandLine;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Setup;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway decisions replay</c>: makes a decision again from the readings on disk. Code 0: to the byte; 1: otherwise; 2: it can't be told.</summary>
public static class DecisionsCommand
{
    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "The gateway's data folder (or AIOT_GATEWAY_DATA)" };
        var assets = new Option<string?>("--assets") { Description = "The assets file; without it, assets.yaml in the data folder" };
        var id = new Argument<long>("id") { Description = "Number of the decision's record" };
        var replay = new Command("replay", "Make a decision again from the readings on disk, and compare the bytes") { id, data, assets };
        replay.SetAction((parsed, _) => Task.FromResult(Replay(
            parsed.GetValue(id), OptionsResolver.DataFolder(parsed.GetValue(data), Environment.GetEnvironmentVariable), parsed.GetValue(assets), parsed.InvocationConfiguration.Output)));
        return new Command("decisions", "Decisions in the ledger") { replay };
    }

    private static int Replay(long id, string folder, string? assets, TextWriter output)
    {
        string database = Path.Combine(folder, "gateway.db");
        if (!File.Exists(database))
        {
            throw new UsageException($"{database}: there is no database: give the gateway's data folder with --data");
        }

        AssetCatalog catalog = AssetFile.Load(assets ?? Path.Combine(folder, "assets.yaml"));
        using var models = new RegistryModels(new ModelRegistry(folder));
        ReplayFinding finding;
        try
        {
            using SqliteConnection connection = DatabaseLedger.Open(database);
            finding = new DecisionReplay(catalog, new WireCodec(), models.Find).Replay(connection, id);
        }
        catch (SqliteException wrong)
        {
            throw new UsageException($"{database}: {wrong.Message.ReplaceLineEndings(" ")}");
        }

        string from = finding.FromRecord > 0 ? $"what was remembered behind record {finding.FromRecord}" : "the machine's first reading";
        output.WriteLine(finding.Same switch
        {
            true => $"the same: record {id} comes out to the byte, from {from}, {finding.Readings} readings and {finding.Records} records",
            false => $"OTHERWISE: {finding.Reason} (from {from}, {finding.Readings} readings)",
            null => $"can't be told: {finding.Reason}",
        });
        return finding.Same switch { true => 0, false => 1, null => GatewayCommand.UsageError };
    }
}
