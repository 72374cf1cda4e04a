namespace AIoT.Embedded.Gateway.Models;

/// <summary>What a model of each kind is given: a machine's newest windows as one vector.</summary>
public static class MachineInput
{
    /// <param name="sensor">Index of the sensor whose window has just come.</param>
    /// <param name="features">Of each sensor of the machine, in the order of the assets; null: absent.</param>
    /// <returns>Null: there is nothing to score, or the sensors' vectors differ in length.</returns>
    public static int[]? Of(ModelInput input, int sensor, IReadOnlyList<int[]?> features)
    {
        int[]? own = features[sensor];
        if (own is not { Length: > 0 } || features.Any(other => other is not null && other.Length != own.Length))
        {
            return null;
        }

        return input switch
        {
            ModelInput.Window => own,
            ModelInput.Sensors => [.. features.SelectMany(other => other is null ? new int[own.Length + 1] : [1, .. other])],
            _ => Pooled([.. features.OfType<int[]>()], own.Length),
        };
    }

    /// <summary>Length of the vector for <paramref name="sensors"/> sensors of <paramref name="features"/> features.</summary>
    public static int Length(ModelInput input, int sensors, int features) => input switch
    {
        ModelInput.Window => features,
        ModelInput.Sensors => sensors * (features + 1),
        _ => 1 + (2 * features),
    };

    /// <summary>Names of the vector's values, and the sensor that each is of; empty: of the whole machine.</summary>
    /// <param name="sensor">The sensor whose window has come.</param>
    /// <param name="names">Of a sensor's features.</param>
    public static IReadOnlyList<(string Sensor, string Name)> Names(ModelInput input, string sensor, IReadOnlyList<string> sensors, IReadOnlyList<string> names) => input switch
    {
        ModelInput.Window => [.. names.Select(name => (sensor, name))],
        ModelInput.Sensors => [.. sensors.SelectMany(id => names.Prepend("present").Select(name => (id, name)))],
        _ => [("", "sensors present"), .. names.Select(name => ("", "greatest " + name)), .. names.Select(name => ("", "mean " + name))],
    };

    private static int[] Pooled(int[][] there, int count)
    {
        int[] pooled = new int[1 + (2 * count)];
        pooled[0] = there.Length;
        for (int i = 0; i < count; i++)
        {
            pooled[1 + i] = there.Max(features => features[i]);
            pooled[1 + count + i] = (int)Math.Round(there.Sum(features => (double)features[i]) / there.Length, MidpointRounding.AwayFromZero);
        }

        return pooled;
    }
}
