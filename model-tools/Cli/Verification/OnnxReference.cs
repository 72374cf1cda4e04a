using AIoT.Embedded.ModelTools.Conversion;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AIoT.Embedded.ModelTools.Cli.Verification;

/// <summary>The model file in ONNX Runtime: what the importer and the integers are held to.</summary>
internal sealed class OnnxReference : IDisposable
{
    private readonly string _file;
    private readonly InferenceSession _session;
    private readonly string _input, _output;
    private readonly string? _scores, _label;
    private readonly int[] _dimensions;

    private OnnxReference(string file, InferenceSession session, string? output)
    {
        _file = file;
        _session = session;
        _input = session.InputNames[0];
        _output = output is not null && session.OutputNames.Contains(output) ? output : session.OutputNames[0];
        _scores = session.OutputNames.LastOrDefault(o => session.OutputMetadata[o] is { IsTensor: true } m && m.ElementType == typeof(float));
        _label = session.OutputNames.FirstOrDefault(o => session.OutputMetadata[o] is { IsTensor: true } m && (m.ElementType == typeof(long) || m.ElementType == typeof(string)));

        // A dimension that the file leaves open is that of the batch: one.
        _dimensions = Array.ConvertAll(session.InputMetadata[_input].Dimensions, d => d < 1 ? 1 : d);
    }

    /// <param name="file">The model.</param>
    /// <param name="output">Name of the output to compare, where the model has several; null for trees, which have a label and scores.</param>
    /// <exception cref="ModelFileException">ONNX Runtime is not there, or refuses the model.</exception>
    public static OnnxReference Load(string file, string? output)
    {
        try
        {
            using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            var session = new InferenceSession(Path.GetFullPath(file), options);
            NodeMetadata input = session.InputMetadata[session.InputNames[0]];
            if (session.InputNames.Count == 1 && input.IsTensor && input.ElementType == typeof(float))
            {
                return new OnnxReference(file, session, output);
            }

            session.Dispose();
            throw new ModelFileException(file, null, "takes something other than one float tensor", "verify compares models of one float input");
        }
        catch (Exception e) when (e is DllNotFoundException || (e is OnnxRuntimeException && e.Message.Contains("libonnxruntime", StringComparison.Ordinal)))
        {
            throw new ModelFileException("ONNX Runtime", null, "the native library is not there: " + e.Message.ReplaceLineEndings(" "), "run 'npm ci --ignore-scripts' in the project's folder", e);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelFileException(file, null, "ONNX Runtime refuses it: " + e.Message.ReplaceLineEndings(" "), "check the file with the tool that wrote it", e);
        }
    }

    /// <summary>The output for one row, both in the file's order of elements.</summary>
    public double[] Run(double[] row) => Run(row, [_output], results => Numbers(results[0]));

    /// <summary>Scores and class of one row of a model of trees; what the file does not give as a tensor (a sequence of maps) is null.</summary>
    public (double[]? Scores, string? Label) RunTrees(double[] row) => Run(row, [.. new[] { _scores, _label }.OfType<string>()], results => (
        _scores is null ? null : Numbers(results[0]),
        _label is null ? null : results[^1].ElementType == TensorElementType.String ? results[^1].AsTensor<string>()!.ToArray()[0]
            : results[^1].AsTensor<long>()!.ToArray()[0].ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static double[] Numbers(DisposableNamedOnnxValue value) => [.. value.AsTensor<float>()!.ToArray().Select(v => (double)v)];

    private T Run<T>(double[] row, IReadOnlyCollection<string> outputs, Func<IDisposableReadOnlyCollection<DisposableNamedOnnxValue>, T> read)
    {
        try
        {
            var input = new DenseTensor<float>(Array.ConvertAll(row, v => (float)v), _dimensions);
            using var quiet = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = _session.Run([NamedOnnxValue.CreateFromTensor(_input, input)], outputs, quiet);
            return read(results);
        }
        catch (Exception e) when (e is OnnxRuntimeException or ArgumentException or InvalidCastException or InvalidOperationException or NotSupportedException)
        {
            throw new ModelFileException(_file, null, "ONNX Runtime can't run it on these rows: " + e.Message.ReplaceLineEndings(" "), "give rows of the model's own inputs", e);
        }
    }

    public void Dispose() => _session.Dispose();
}
