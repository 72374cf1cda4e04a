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
    private readonly int[] _dimensions;

    private OnnxReference(string file, InferenceSession session, string output)
    {
        _file = file;
        _session = session;
        _input = session.InputNames[0];
        _output = session.OutputNames.Contains(output) ? output : session.OutputNames[0];

        // A dimension that the file leaves open is that of the batch: one.
        _dimensions = Array.ConvertAll(session.InputMetadata[_input].Dimensions, d => d < 1 ? 1 : d);
    }

    /// <param name="file">The model.</param>
    /// <param name="output">Name of the output to compare, where the model has several.</param>
    /// <exception cref="ModelFileException">ONNX Runtime is not there, or refuses the model.</exception>
    public static OnnxReference Load(string file, string output)
    {
        try
        {
            using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
            var session = new InferenceSession(Path.GetFullPath(file), options);
            NodeMetadata input = session.InputMetadata[session.InputNames[0]];
            if (session.InputNames.Count == 1 && input.IsTensor && input.ElementType == typeof(float))
            {
                return new OnnxReference(file, session, output);
            }

            session.Dispose();
            throw new ModelFileException(file, null, "takes something other than one float tensor", "verify compares models of one float input");
        }
        catch (DllNotFoundException e)
        {
            throw new ModelFileException("ONNX Runtime", null, "the native library is not there: " + e.Message.ReplaceLineEndings(" "), "run 'npm ci --ignore-scripts' in the project's folder", e);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelFileException(file, null, "ONNX Runtime refuses it: " + e.Message.ReplaceLineEndings(" "), "check the file with the tool that wrote it", e);
        }
    }

    /// <summary>The output for one row, both in the file's order of elements.</summary>
    public double[] Run(double[] row)
    {
        try
        {
            var input = new DenseTensor<float>(Array.ConvertAll(row, v => (float)v), _dimensions);
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = _session.Run([NamedOnnxValue.CreateFromTensor(_input, input)], [_output]);
            return [.. results[0].AsTensor<float>()!.ToArray().Select(v => (double)v)];
        }
        catch (Exception e) when (e is OnnxRuntimeException or ArgumentException or InvalidCastException or InvalidOperationException)
        {
            throw new ModelFileException(_file, null, "ONNX Runtime can't run it on these rows: " + e.Message.ReplaceLineEndings(" "), "give rows of the model's own inputs", e);
        }
    }

    public void Dispose() => _session.Dispose();
}
