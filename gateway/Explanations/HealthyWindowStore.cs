using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// What a sensor's features look like on a healthy machine: sixteen of the first clean windows that its board sent, the ones from which
/// fusion too learns what is usual. Taken once from the readings on disk and kept, so that later explanations compare with the same when
/// those readings have gone.
/// </summary>
public sealed class HealthyWindowStore(GatewayDatabase database, AssetCatalog catalog, IWireCodec codec)
{
    /// <summary>Windows that are kept.</summary>
    public const int Kept = 16;

    /// <summary>Fewer clean windows than this are nothing to compare with.</summary>
    public const int Least = 8;

    private const int LookedThrough = 400;

    /// <param name="names">Of the features, in order.</param>
    /// <returns>Null: there are not enough clean windows yet.</returns>
    public HealthyWindows? Of(SensorAsset sensor, IReadOnlyList<string> names)
    {
        string recipe = string.Join(',', names);
        using SqliteConnection reader = database.OpenReader();
        var kept = reader.Query<(long Epoch, long First, long Last, string Features)>(
            "SELECT epoch, first_seq, last_seq, features FROM healthy_windows WHERE sensor = @sensor AND recipe = @recipe", new { sensor = sensor.Id, recipe }).ToList();
        if (kept.Count > 0)
        {
            return Made(kept[0].Epoch, kept[0].First, kept[0].Last, kept[0].Features);
        }

        if (Look(reader, sensor, names) is not { } found)
        {
            return null;
        }

        lock (database.WriteGate)
        {
            database.Writer.Execute(
                "INSERT OR IGNORE INTO healthy_windows (sensor, recipe, epoch, first_seq, last_seq, features) VALUES (@sensor, @recipe, @Epoch, @FirstSeq, @LastSeq, @features)",
                new { sensor = sensor.Id, recipe, found.Epoch, found.FirstSeq, found.LastSeq, features = JsonSerializer.Serialize(found.Features) });
        }

        return found;
    }

    private HealthyWindows? Look(SqliteConnection reader, SensorAsset sensor, IReadOnlyList<string> names)
    {
        foreach (long epoch in reader.Query<long>(
            "SELECT epoch FROM streams WHERE device = (SELECT id FROM devices WHERE name = @Device) ORDER BY first_received_ms, epoch", new { sensor.Device }).ToList())
        {
            List<SensorReading> clean = [];
            foreach (byte[] payload in reader.Query<byte[]>(
                "SELECT payload FROM readings WHERE device = (SELECT id FROM devices WHERE name = @Device) AND epoch = @epoch ORDER BY seq LIMIT @LookedThrough", new { sensor.Device, epoch, LookedThrough }))
            {
                if (codec.TryReadReading(payload, out SensorReading reading, out _) && reading.Sensor == sensor.Index && IsClean(reading, names))
                {
                    clean.Add(reading);
                }

                if (clean.Count == catalog.Fusion.BaselineWindows)
                {
                    break;
                }
            }

            if (clean.Count >= Math.Min(Least, catalog.Fusion.BaselineWindows))
            {
                int take = Math.Min(Kept, clean.Count);
                SensorReading[] chosen = [.. Enumerable.Range(0, take).Select(i => clean[i * clean.Count / take])];
                return Made(epoch, chosen[0].Seq, chosen[^1].Seq, JsonSerializer.Serialize(chosen.Select(window => window.Features)));
            }
        }

        return null;
    }

    private bool IsClean(SensorReading reading, IReadOnlyList<string> names)
    {
        IReadOnlyList<string> its = catalog.ModelOf(reading.Model).Features;
        return (reading.Flags & ~ReadingFlags.Learning) == ReadingFlags.None && reading.State < 2 && reading.Features.Length == names.Count && (its.Count != names.Count || its.SequenceEqual(names));
    }

    private static HealthyWindows Made(long epoch, long first, long last, string features) =>
        new(epoch, first, last, JsonSerializer.Deserialize<int[][]>(features)!, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(features))));
}
