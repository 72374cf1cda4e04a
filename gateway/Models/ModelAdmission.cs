using System.Diagnostics;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ensemble;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>
/// Tries a model before it is listed, in the process of the command that adds it: what takes too much memory or time, throws, or says
/// what is no probability never gets into the gateway.
/// </summary>
public static class ModelAdmission
{
    private const int Runs = 200;
    private const long MostMemory = 256L * 1024 * 1024;
    private const double SlowestMs = 20;

    /// <summary>The file of a model that is fit to run.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static byte[] Read(string path)
    {
        Try(path);
        return File.ReadAllBytes(path);
    }

    /// <returns>Length of its input, number of its outputs, the median run in ms, and what the process grew by in bytes.</returns>
    /// <exception cref="UsageException">It is not fit to run.</exception>
    public static (int Inputs, int Outputs, double MedianMs, long Bytes) Try(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > ModelRegistry.MostBytes })
        {
            throw new UsageException($"{path}: the file is larger than {ModelRegistry.MostBytes >> 20} MB: the gateway keeps models small");
        }

        using var process = Process.GetCurrentProcess();
        long before = process.PeakWorkingSet64;
        using OnnxFeatureScorer scorer = OnnxFeatureScorer.Load(path);
        var draws = new Explanations.SeededDraws(1);
        double[] took = new double[Runs];
        int outputs = 0;
        for (int run = 0; run < Runs; run++)
        {
            int[] features = [.. Enumerable.Range(0, scorer.Inputs).Select(_ => run == 0 ? 0 : (int)(600 * draws.Normal()))];
            long start = Stopwatch.GetTimestamp();
            outputs = Run(path, scorer, features).Count;
            took[run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        process.Refresh();
        long grown = Math.Max(0, process.PeakWorkingSet64 - before);
        double median = took.Order().ElementAt(Runs / 2);
        return grown > MostMemory ? throw new UsageException($"{path}: running it takes {grown >> 20} MB: at most {MostMemory >> 20} are allowed")
            : median > SlowestMs ? throw new UsageException($"{path}: a run takes {median:0.0} ms: at most {SlowestMs} are allowed")
            : (scorer.Inputs, outputs, median, grown);
    }

    private static IReadOnlyList<double> Run(string path, OnnxFeatureScorer scorer, int[] features)
    {
        try
        {
            IReadOnlyList<double> scores = scorer.Score(features)!;
            return scores.Count is >= 1 and <= 64 ? scores : throw new UsageException($"{path}: its first output has {scores.Count} values: it must be 1 to 64 class probabilities");
        }
        catch (Exception wrong) when (wrong is not UsageException)
        {
            throw new UsageException($"{path}: a run failed: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }
}
