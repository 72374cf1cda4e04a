using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Assets;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace AIoT.Embedded.Gateway.Ensemble;

/// <summary>A float ONNX model with one input of 1 x n features (as the boards send them) and class probabilities as its first output.</summary>
public sealed class OnnxFeatureScorer : IInterruptibleScorer, IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _input;
    private readonly string[] _outputs;
    private readonly float[] _features;
    private readonly Lock _gate = new();
    private RunOptions? _running;

    private OnnxFeatureScorer(InferenceSession session, string id)
    {
        _session = session;
        Id = id;
        _input = session.InputNames[0];
        _outputs = [session.OutputNames[0]];
        _features = new float[session.InputMetadata[_input].Dimensions[^1]];
    }

    public string Id { get; }

    /// <summary>Length of its vector.</summary>
    public int Inputs => _features.Length;

    /// <exception cref="UsageException">The file is absent, or is no model of that shape.</exception>
    public static OnnxFeatureScorer Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"{path}: the model is not there: give the path of an ONNX file with --model, or leave --model out");
        }

        byte[] model = File.ReadAllBytes(path);
        InferenceSession? session = null;
        try
        {
            // One thread a model, and no arena that keeps what a run once needed.
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, EnableCpuMemArena = false, EnableMemoryPattern = false };
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            session = new InferenceSession(model, options);
            string input = session.InputNames.Count == 1 ? session.InputNames[0] : throw new UsageException($"{path}: the model has {session.InputNames.Count} inputs: it must have one");
            NodeMetadata metadata = session.InputMetadata[input];
            if (!metadata.IsTensor || metadata.ElementType != typeof(float) || metadata.Dimensions is not [_, > 0])
            {
                throw new UsageException($"{path}: input `{input}` is not float[1, features]: export the model over the feature vector");
            }

            return new OnnxFeatureScorer(session, $"{Path.GetFileName(path)} {Convert.ToHexStringLower(SHA256.HashData(model))[..16]}");
        }
        catch (UsageException)
        {
            session?.Dispose();
            throw;
        }
        catch (Exception wrong) when (wrong is OnnxRuntimeException or DllNotFoundException or InvalidOperationException)
        {
            session?.Dispose();
            throw new UsageException($"{path}: the model can't be loaded: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    public IReadOnlyList<double>? Score(int[] features)
    {
        if (features.Length != _features.Length)
        {
            return null;
        }

        for (int i = 0; i < features.Length; i++)
        {
            _features[i] = features[i];
        }

        using OrtValue input = OrtValue.CreateTensorValueFromMemory(_features, [1, _features.Length]);
        using var run = new RunOptions();
        lock (_gate)
        {
            _running = run;
        }

        using IDisposableReadOnlyCollection<OrtValue> outputs = Run(run, input);
        ReadOnlySpan<float> scores = outputs[0].GetTensorDataAsSpan<float>();
        double[] probabilities = new double[scores.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
            {
                throw new InvalidOperationException($"output {i} is {scores[i]}");
            }

            // Logits or distances would be clamped into certainties: rounding errors alone may lie beside 0 to 1.
            probabilities[i] = scores[i] is >= -1e-3f and <= 1 + 1e-3f ? Math.Clamp(scores[i], 0, 1) : throw new InvalidOperationException($"output {i} is {scores[i]}, no probability (0 to 1)");
        }

        return probabilities;
    }

    /// <summary>Asks ONNX Runtime to end the run between two operators.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (_running is { } run)
            {
                run.Terminate = true;
            }
        }
    }

    public void Dispose() => _session.Dispose();

    private IDisposableReadOnlyCollection<OrtValue> Run(RunOptions run, OrtValue input)
    {
        try
        {
            return _session.Run(run, new Dictionary<string, OrtValue> { [_input] = input }, _outputs);
        }
        finally
        {
            lock (_gate)
            {
                _running = null;
            }
        }
    }
}
