using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>A machine's outlook from its trend on disk: a few values from each stretch of its history, found by the index, so that years cost no more than a day.</summary>
public sealed class OutlookReader(GatewayDatabase database)
{
    private const double DayMs = 86_400_000;
    private const int FromEachStretch = 15;

    /// <summary>How far it looks back, in days of machine time: slow wear, and what has begun lately.</summary>
    private static readonly double[] Spans = [30, 3];

    /// <returns>An outlook for each span that there is history for beyond the next shorter one; the longest first.</returns>
    public IReadOnlyList<ZoneOutlook> Of(MachineAsset machine)
    {
        using SqliteConnection reader = database.OpenReader();
        (long? first, long? last) = reader.QuerySingle<(long?, long?)>("SELECT MIN(at_ms), MAX(at_ms) FROM trend WHERE machine = @Id", new { machine.Id });
        if (first is not { } begin || last is not { } end)
        {
            return [];
        }

        List<ZoneOutlook> all = [];
        for (int i = 0; i < Spans.Length; i++)
        {
            if (i == Spans.Length - 1 || end - begin > Spans[i + 1] * DayMs)
            {
                all.Add(VelocityTrend.Of(Points(reader, machine.Id, Math.Max(begin, end - (long)(Spans[i] * DayMs)), end), machine.Iso));
            }
        }

        return all;
    }

    private static List<(double Day, double Velocity)> Points(SqliteConnection reader, string machine, long begin, long end)
    {
        List<(double, double)> points = [];
        double width = (end - begin + 1) / (double)VelocityTrend.Bins;
        for (int i = 0; i < VelocityTrend.Bins; i++)
        {
            long from = begin + (long)(i * width), to = begin + (long)((i + 1) * width);
            points.AddRange(reader.Query<(long AtMs, double Velocity)>(
                "SELECT at_ms, velocity FROM trend WHERE machine = @machine AND at_ms >= @from AND at_ms < @to AND velocity > 0 ORDER BY at_ms LIMIT @FromEachStretch", new { machine, from, to, FromEachStretch })
                .Select(row => (row.AtMs / DayMs, row.Velocity)));
        }

        return points;
    }
}
