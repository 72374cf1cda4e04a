using System.Globalization;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Fusion;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// Lays a machine's health, and its fault evidence, on what its sensors brought to the fusion: Shapley values over the fusion itself.
/// The players are each sensor's fault evidence, velocity and drift. A player that does not take part is at its baseline: no evidence of a
/// fault, the velocity that its sensor has learnt as usual (0 before it has), no drift; its weight stays. Cheap enough for the
/// transaction that writes the decision: up to twelve players that are not at their baseline are taken exactly.
/// </summary>
public static class FusionExplainer
{
    /// <summary>Orders drawn, each taken forwards and backwards, where there are more players than are enumerated.</summary>
    public const int SampledPairs = 64;

    private static readonly string[] Features = ["fault", "velocity", "drift"];

    /// <returns>Of <c>health</c> (0..100) and of <c>fault</c> (0..1).</returns>
    public static IReadOnlyList<Attribution> Explain(MachineFusion fusion)
    {
        SensorShare[] now = [.. fusion.CurrentShares];
        SensorShare[] baseline = [.. now.Select(share => share with { Fault = 0, Velocity = UsualVelocity(fusion, share.Sensor), Drift = 0 })];
        string seed = fusion.Asset.Id + string.Concat(fusion.Memory.Sensors.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value.SinceHash));
        List<(int Sensor, int Feature)> all = [], faults = [];
        for (int sensor = 0; sensor < now.Length; sensor++)
        {
            for (int feature = 0; feature < Features.Length; feature++)
            {
                if (now[sensor].Weight > 0 && Of(now[sensor], feature) != Of(baseline[sensor], feature))
                {
                    all.Add((sensor, feature));
                    if (feature == 0)
                    {
                        faults.Add((sensor, feature));
                    }
                }
            }
        }

        double held = fusion.Current.Fault;
        double Health(IReadOnlyList<SensorShare> shares) => EvidenceFusion.Of(shares, fusion.Asset.Iso, fusion.Settings, held).Health;
        double Fault(IReadOnlyList<SensorShare> shares) => EvidenceFusion.Of(shares, fusion.Asset.Iso, fusion.Settings, held).Fault;
        return [Lay(fusion, "health", Health, all, now, baseline, seed), Lay(fusion, "fault", Fault, faults, now, baseline, seed)];
    }

    private static Attribution Lay(
        MachineFusion fusion, string of, Func<IReadOnlyList<SensorShare>, double> score, List<(int Sensor, int Feature)> players, SensorShare[] now, SensorShare[] baseline, string seed)
    {
        SensorShare[] mixed = [.. baseline];
        int evaluations = 0;
        double Value(Func<int, bool> present)
        {
            baseline.CopyTo(mixed, 0);
            for (int player = 0; player < players.Count; player++)
            {
                if (present(player))
                {
                    (int sensor, int feature) = players[player];
                    mixed[sensor] = With(mixed[sensor], feature, Of(now[sensor], feature));
                }
            }

            evaluations++;
            return score(mixed);
        }

        double from = Value(_ => false), to = Value(_ => true), error = 0;
        bool exact = players.Count <= ShapleyValues.MostExactPlayers;
        double[] shares;
        if (exact)
        {
            shares = ShapleyValues.Exact(players.Count, mask => Value(player => (mask >> player & 1) != 0));
        }
        else
        {
            (shares, double[] errors) = ShapleyValues.Sampled(players.Count, present => Value(player => present[player]), SampledPairs, SeededDraws.Of(of + seed));
            error = errors.Max();
        }

        (from, to, double sum) = RoundedShares.Settle(shares, from, to);
        IEnumerable<AttributionPart> parts = players.Select((player, i) =>
        {
            double value = Of(now[player.Sensor], player.Feature), usual = Of(baseline[player.Sensor], player.Feature);
            return new AttributionPart(now[player.Sensor].Sensor, Features[player.Feature], value, usual, shares[i], Words(fusion, of, now[player.Sensor], player.Feature, usual, shares[i]));
        });
        return new Attribution(
            of, exact ? "shapley-exact" : "shapley-permutations", from, to, sum, RoundedShares.Round(error), evaluations,
            [.. parts.Where(part => part.Contribution != 0).OrderByDescending(part => Math.Abs(part.Contribution))]);
    }

    private static string Words(MachineFusion fusion, string of, SensorShare share, int feature, double usual, double contribution)
    {
        string measured = feature switch
        {
            0 => $"evidence of {(share.Sensor == fusion.Current.ClassSensor ? FaultNames.InWords(fusion.Current.Class) : "a fault")} {Number(share.Fault, "0.00")} on {share.Sensor}",
            1 when usual > 0 => $"velocity {Number(share.Velocity, "0.0")} mm/s against its usual {Number(usual, "0.0")} on {share.Sensor}",
            1 => $"velocity {Number(share.Velocity, "0.0")} mm/s on {share.Sensor}, whose usual level is not learnt yet",
            _ => $"velocity has crept up on {share.Sensor}, {Number(share.Drift, "0.00")} of what is called drift",
        };
        string weighed = share.Weight < 1 ? $" (weighs {Number(share.Weight, "0.00")})" : "";
        string effect = of == "fault"
            ? $"{(contribution < 0 ? "takes" : "brings")} {Number(Math.Abs(contribution), "0.00")} of the machine's fault evidence"
            : $"{(contribution < 0 ? "takes" : "gives")} {Number(Math.Abs(contribution), "0.0")} of the health";
        return $"{measured}{weighed}: {effect}";
    }

    private static double UsualVelocity(MachineFusion fusion, string sensor) =>
        fusion.Memory.Sensors.TryGetValue(sensor, out SensorEvidence? evidence) && evidence.Baseline.Count >= fusion.Settings.BaselineWindows ? evidence.Baseline.Level : 0;

    private static double Of(SensorShare share, int feature) => feature switch { 0 => share.Fault, 1 => share.Velocity, _ => share.Drift };

    private static SensorShare With(SensorShare share, int feature, double value) => feature switch
    {
        0 => share with { Fault = value },
        1 => share with { Velocity = value },
        _ => share with { Drift = value },
    };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
