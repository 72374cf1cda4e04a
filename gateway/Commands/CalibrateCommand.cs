using System.CommandLine;
using System.Globalization;
using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway calibrate</c>: what technicians found against what the models said. Beside a running gateway, or on a copy. Changes nothing.</summary>
public static class CalibrateCommand
{
    public static Command Build()
    {
        var data = new Option<string>("--data") { Description = "The gateway's data folder", Required = true };
        var assets = new Option<string?>("--assets") { Description = "The assets file; without it assets.yaml in the data folder" };
        var command = new Command("calibrate", "Fit the models' calibration to technicians' verdicts, and print what to put into the assets file") { data, assets };
        command.SetAction((parsed, _) =>
        {
            string folder = parsed.GetValue(data)!, database = Path.Combine(folder, "gateway.db");
            AssetCatalog catalog = AssetFile.Load(parsed.GetValue(assets) ?? Path.Combine(folder, "assets.yaml"));
            if (!File.Exists(database))
            {
                throw new UsageException($"{database}: there is no database: give the gateway's data folder with --data");
            }

            IReadOnlyList<Calibration> all;
            try
            {
                using SqliteConnection reader = DatabaseLedger.Open(database);
                all = Calibration.Fit(AlarmStore.Labels(reader), catalog, (device, epoch, seq) => reader.QueryFirstOrDefault<StoredReading>("""
                    SELECT r.id AS Id, d.name AS Device, r.epoch AS Epoch, r.seq AS Seq, r.received_ms AS ReceivedMs, r.payload AS Payload
                    FROM readings r JOIN devices d ON d.id = r.device WHERE d.name = @device AND r.epoch = @epoch AND r.seq = @seq
                    """, new { device, epoch, seq }), new WireCodec());
            }
            catch (SqliteException wrong)
            {
                throw new UsageException($"{database}: {wrong.Message.ReplaceLineEndings(" ")}");
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            if (all.Count == 0)
            {
                throw new UsageException($"no model has {Calibration.FewestAlarms} alarms with a verdict (confirmed or false) whose readings are still on disk: there is nothing to fit");
            }

            foreach (Calibration fit in all)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{fit.Name} ({fit.Model}), {fit.Alarms} alarms: log loss {fit.LossBefore:0.000} as it is, {fit.LossAfter:0.000} for each alarm under a fit without it"));
                output.WriteLine(fit is { Slope: >= 0.01 and <= 100, Intercept: >= -100 and <= 100 } && fit.LossAfter < fit.LossBefore
                    ? string.Create(CultureInfo.InvariantCulture, $"    calibration: {{slope: {fit.Slope:0.###}, intercept: {fit.Intercept:0.###}}}")
                    : "    keep it: the verdicts do not better it");
            }

            return Task.FromResult(0);
        });
        return command;
    }
}
