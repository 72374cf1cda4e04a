using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Conversion.Features;

/// <summary>Column names of a recipe's features, in its order.</summary>
public static class FeatureNames
{
    private static readonly string[] Combs = ["comb_bpfo", "comb_bpfi", "comb_2bsf", "comb_ftf"];

    public static IReadOnlyList<string> Of(FeatureRecipe recipe)
    {
        var names = new List<string>();
        for (int b = 0; b < recipe.BlockCount; b++)
        {
            FeatureBlock block = recipe.BlockAt(b);
            for (int i = 0; i < block.Count; i++)
            {
                string name = block.Id switch
                {
                    FeatureId.BandEnergies => $"band_{i + 1}",
                    FeatureId.LogAmplitudeSpectrum => $"spectrum_{i + 1}",
                    FeatureId.Rms => "rms",
                    FeatureId.Peak => "peak",
                    FeatureId.VelocityRms => "velocity_rms",
                    FeatureId.Crest => "crest",
                    FeatureId.Kurtosis => "kurtosis",
                    FeatureId.Skewness => "skewness",
                    FeatureId.ShaftOrders => $"shaft_order_{i + 1}",
                    FeatureId.ShaftSpeed => "shaft_speed",
                    FeatureId.EnvelopeLevel => "envelope_level",
                    FeatureId.EnvelopeKurtosis => "envelope_kurtosis",
                    FeatureId.EnvelopeCrest => "envelope_crest",
                    FeatureId.FaultCombs => Combs[i],
                    _ => $"feature_{block.Id}_{i + 1}",
                };

                // Two blocks of a kind: the later ones are numbered by their block.
                names.Add(names.Contains(name) ? $"{name}_block{b + 1}" : name);
            }
        }

        return names;
    }
}
