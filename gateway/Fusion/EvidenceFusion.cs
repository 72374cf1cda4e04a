using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>
/// From what each sensor brings to what the machine amounts to: a function of nothing but its arguments, so that an explanation can ask
/// it again with some of the evidence left out.
/// </summary>
public static class EvidenceFusion
{
    /// <summary>Exponent of the weighted power mean over sensors: 1 would be the mean, infinity the highest. A fault shows at the sensor beside it.</summary>
    private const double PoolExponent = 4;

    /// <summary>A sensor's summand in the pool: weight * p^4.</summary>
    public static double Said(double weight, double p) => weight * Math.Pow(p, PoolExponent);

    /// <summary>(pool / total)^(1/4).</summary>
    /// <param name="total">Sum of the weights.</param>
    /// <param name="otherwise">What holds where no sensor weighs anything.</param>
    public static double Pooled(double pool, double total, double otherwise) => total > 0 ? Math.Pow(pool / total, 1 / PoolExponent) : otherwise;

    /// <param name="heldFault">The fault evidence that is kept while no sensor weighs anything.</param>
    public static FusedEvidence Of(IReadOnlyList<SensorShare> shares, IsoLimits iso, FusionSettings settings, double heldFault)
    {
        double total = 0, pool = 0, velocity = 0, drift = 0;
        string velocitySensor = "", driftSensor = "";
        foreach (SensorShare share in shares)
        {
            total += share.Weight;
            pool += Said(share.Weight, share.Fault);
            if (share.Weight < ReadingQuality.Usable)
            {
                continue;
            }

            if (share.Velocity > velocity || velocitySensor.Length == 0)
            {
                (velocity, velocitySensor) = (share.Velocity, share.Sensor);
            }

            if (share.Drift > drift || driftSensor.Length == 0)
            {
                (drift, driftSensor) = (share.Drift, share.Sensor);
            }
        }

        double fault = Pooled(pool, total, heldFault);
        var parts = new HealthParts(
            OnLine(fault, (0, 100), (settings.WarningOff, 85), (settings.WarningOn, 60), (settings.AlarmOn, 30), (1, 0)),
            OnLine(velocity, (0, 100), (iso.AB, 85), (iso.BC, 60), (iso.CD, 30), (2 * iso.CD, 0)),
            OnLine(drift, (0, 100), (1, 60), (2, 40)));
        return new FusedEvidence(fault, velocity, velocitySensor, drift, driftSensor, parts, Math.Min(parts.Fault, Math.Min(parts.Vibration, parts.Drift)));
    }

    /// <summary>Straight lines between points that ascend; the last point's value beyond it.</summary>
    private static double OnLine(double x, params ReadOnlySpan<(double At, double Value)> points)
    {
        for (int i = 1; i < points.Length; i++)
        {
            if (x < points[i].At)
            {
                double part = (x - points[i - 1].At) / (points[i].At - points[i - 1].At);
                return points[i - 1].Value + (part * (points[i].Value - points[i - 1].Value));
            }
        }

        return points[^1].Value;
    }
}
