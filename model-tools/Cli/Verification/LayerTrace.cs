using System.Reflection;
using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Cli.Verification;

/// <summary>Runs the firmware's engine one kernel at a time and reads what each has written, from the engine's own arena.</summary>
internal sealed class LayerTrace
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private readonly object _memory;
    private readonly object[] _kernels;
    private readonly MethodInfo _run;
    private readonly (TensorType Type, int Offset, int Count)[] _tensors;
    private readonly int[] _scores;

    public LayerTrace(ModelImage image)
    {
        var engine = new Engine(image, int.MaxValue);
        _memory = Field(engine, "_memory");
        _kernels = [.. ((Array)Field(engine, "_kernels")).Cast<object>()];
        _run = _kernels[0].GetType().GetMethod("Run", Any, [_memory.GetType()])!.GetBaseDefinition();
        object plan = typeof(ModelImage).GetProperty("Network", Any)!.GetValue(image)!;
        _tensors = [.. ((Array)Field(plan, "Tensors")).Cast<object>().Select(t => ((TensorType)Field(t, "Type"), (int)Field(t, "Offset"), (int)Field(t, "Count")))];
        _scores = new int[image.OutputCount];
    }

    /// <summary>What each layer writes for an input of the model's own integers.</summary>
    public int[][] Run(int[] input)
    {
        _memory.GetType().GetField("Features", Any)!.SetValue(_memory, input);
        _memory.GetType().GetField("Scores", Any)!.SetValue(_memory, _scores);
        (TensorType type, int offset, int count) = _tensors[0];
        for (int i = 0; i < count; i++)
        {
            if (type == TensorType.Int8)
            {
                ((sbyte[])Field(_memory, "Int8"))[offset + i] = (sbyte)Math.Clamp(input[i], -128, 127);
            }
            else if (type == TensorType.Int16)
            {
                ((short[])Field(_memory, "Int16"))[offset + i] = (short)Math.Clamp(input[i], -32768, 32767);
            }
        }

        var results = new int[_kernels.Length][];
        for (int i = 0; i < results.Length; i++)
        {
            _run.Invoke(_kernels[i], [_memory]);
            results[i] = Read(_tensors[i + 1]);
        }

        return results;
    }

    private int[] Read((TensorType Type, int Offset, int Count) t) => t.Type switch
    {
        TensorType.Int8 => [.. ((sbyte[])Field(_memory, "Int8")).AsSpan(t.Offset, t.Count).ToArray().Select(v => (int)v)],
        TensorType.Int16 => [.. ((short[])Field(_memory, "Int16")).AsSpan(t.Offset, t.Count).ToArray().Select(v => (int)v)],
        _ => [.. _scores],
    };

    private static object Field(object of, string name) => of.GetType().GetField(name, Any)!.GetValue(of)!;
}
