using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Evaluation.Diagnosis;

/// <summary>Decimation by any product of 2 to 8 with the firmware's filters.</summary>
internal static class Decimation
{
    /// <summary>By the least possible factor that is not below <paramref name="factor"/>.</summary>
    public static (short[] Samples, int Factor) AtLeast(short[] samples, int factor)
    {
        while (Stages(factor) is null)
        {
            factor++;
        }

        return (Apply(samples, Stages(factor)!), factor);
    }

    /// <summary>By the greatest possible factor that is not above <paramref name="factor"/>.</summary>
    public static (short[] Samples, int Factor) AtMost(short[] samples, int factor)
    {
        while (Stages(factor) is null)
        {
            factor--;
        }

        return (Apply(samples, Stages(factor)!), factor);
    }

    private static short[] Apply(short[] samples, List<int> stages)
    {
        foreach (int stage in stages)
        {
            var result = new short[samples.Length / stage + 1];
            int count = new Decimator(stage).Process(samples, 0, samples.Length, result, 0);
            samples = result[..count];
        }

        return samples;
    }

    /// <summary>Factors of 8 to 2 whose product is the factor; null when there are none.</summary>
    private static List<int>? Stages(int factor)
    {
        List<int> stages = [];
        for (int stage = 8; stage >= 2; stage--)
        {
            while (factor % stage == 0)
            {
                stages.Add(stage);
                factor /= stage;
            }
        }

        return factor == 1 ? stages : null;
    }
}
