using AIoT.Embedded.Boards.Virtual.Vibration;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Evaluation.Features;

/// <summary>How a board would have sampled a recording, and the extractor that it would have run.</summary>
public sealed class BoardSampling
{
    private readonly FeatureRecipe _recipe;
    private readonly FeatureRecipe _own;

    /// <param name="file">The recording, for messages.</param>
    /// <param name="sampleRateHz">Its rate.</param>
    /// <param name="label">What is known of it.</param>
    /// <param name="recipe">The recipe; its own orders and speed are replaced.</param>
    /// <param name="bearing">The bearing; null: that of the label, else the 6205.</param>
    /// <param name="rpm">Shaft speed; null: that of the label; 0: estimated.</param>
    /// <exception cref="RecordingException">The recording was sampled too slowly for the recipe.</exception>
    public BoardSampling(string file, double sampleRateHz, RecordingLabel label, FeatureRecipe recipe, BearingGeometry? bearing, double? rpm)
    {
        _recipe = recipe;
        double recipeHz = recipe.SampleRateMilliHz / 1000.0;
        AsRecorded = TakesAsItIs(sampleRateHz, recipe);
        if (!CanTake(sampleRateHz, recipe))
        {
            throw new RecordingException(file, $"was sampled at {sampleRateHz} Hz, too slowly for the recipe's {recipeHz} Hz", "use a recipe for this rate");
        }

        RateHz = AsRecorded ? sampleRateHz : recipeHz;
        Sensor = SensorModel.Default with { SampleRateHz = (int)Math.Round(RateHz) };
        ShaftHz = (rpm ?? label.Rpm ?? 0) / 60;
        _own = MachineRecipe.For(recipe, bearing ?? label.Geometry ?? BearingGeometry.Bearing6205, ShaftHz);
    }

    /// <summary>Whether a board with this recipe could have taken the recording: it was sampled fast enough.</summary>
    public static bool CanTake(double sampleRateHz, FeatureRecipe recipe) => TakesAsItIs(sampleRateHz, recipe) || sampleRateHz >= recipe.SampleRateMilliHz / 1000.0;

    /// <summary>Whether the board takes the recording's own rate: within the recipe's tolerance, and whole.</summary>
    public bool AsRecorded { get; }

    /// <summary>The board's rate: the recording's where the recipe takes it, else the recipe's own.</summary>
    public double RateHz { get; }

    /// <summary>The board's sensor.</summary>
    public SensorModel Sensor { get; }

    /// <summary>Speed that the extractor is told; 0: it estimates it.</summary>
    public double ShaftHz { get; }

    /// <summary>Samples of a window.</summary>
    public int WindowLength => _recipe.WindowLength;

    /// <summary>Samples from one window to the next.</summary>
    public int Hop => _recipe.Hop;

    /// <summary>Features of a window.</summary>
    public int FeatureCount => _recipe.FeatureCount;

    /// <summary>A new extractor: one for each thread.</summary>
    public FeatureExtractor NewExtractor() => new(_own, Sensor.NanoGPerLsb, (int)Math.Round(RateHz * 1000));

    private static bool TakesAsItIs(double sampleRateHz, FeatureRecipe recipe)
    {
        double recipeHz = recipe.SampleRateMilliHz / 1000.0;
        return sampleRateHz == Math.Round(sampleRateHz) && Math.Abs(sampleRateHz - recipeHz) * 100 <= recipeHz * recipe.RateTolerancePercent;
    }
}
