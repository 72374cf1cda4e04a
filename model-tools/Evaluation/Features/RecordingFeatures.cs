using AIoT.Embedded.Boards.Virtual.Vibration;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Evaluation.Features;

/// <summary>The firmware's extractor over recordings, sampled as a board would have sampled them.</summary>
public static class RecordingFeatures
{
    /// <summary>Extracts all windows of one axis.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="channel">Its axis.</param>
    /// <param name="recipe">The recipe; its own orders and speed are replaced.</param>
    /// <param name="bearing">The bearing; null: that of the label, else the 6205.</param>
    /// <param name="rpm">Shaft speed; null: that of the label; 0: estimated.</param>
    /// <param name="cancel">Stops between windows.</param>
    /// <exception cref="RecordingException">The recording was sampled too slowly for the recipe.</exception>
    public static WindowFeatures Of(Recording recording, Channel channel, FeatureRecipe recipe, BearingGeometry? bearing, double? rpm, CancellationToken cancel = default)
    {
        // The board's sampling: the recording's rate where the recipe takes it, else the recipe's own.
        double recipeHz = recipe.SampleRateMilliHz / 1000.0;
        bool asRecorded = recording.SampleRateHz == Math.Round(recording.SampleRateHz) && Math.Abs(recording.SampleRateHz - recipeHz) * 100 <= recipeHz * recipe.RateTolerancePercent;
        double rate = asRecorded ? recording.SampleRateHz : recipeHz;
        if (!asRecorded && recording.SampleRateHz < recipeHz)
        {
            throw new RecordingException(recording.File, $"was sampled at {recording.SampleRateHz} Hz, too slowly for the recipe's {recipeHz} Hz", "use a recipe for this rate");
        }

        double[] g = asRecorded ? channel.AccelerationG : Resampler.Resample(channel.AccelerationG, recording.SampleRateHz, rate);
        SensorModel sensor = SensorModel.Default with { SampleRateHz = (int)Math.Round(rate) };
        short[] counts = Array.ConvertAll(g, sensor.ToCounts);
        double shaftHz = (rpm ?? recording.Label.Rpm ?? 0) / 60;
        var extractor = new FeatureExtractor(MachineRecipe.For(recipe, bearing ?? recording.Label.Geometry ?? BearingGeometry.Bearing6205, shaftHz), sensor.NanoGPerLsb, (int)Math.Round(rate * 1000));
        var windows = new List<int[]>();
        for (int start = 0; start + recipe.WindowLength <= counts.Length; start += recipe.Hop)
        {
            cancel.ThrowIfCancellationRequested();
            var features = new int[recipe.FeatureCount];
            extractor.Process(counts, start, features);
            windows.Add(features);
        }

        return new WindowFeatures(recording.File, channel.Name, recording.Label, shaftHz * 60, windows);
    }
}
