using System.Reflection;
using System.Runtime.Loader;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Image;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AIoT.Embedded.ModelTools.Cli.Verification;

/// <summary>A model's generated code, compiled as a device's compiler takes it (C# 9, unchecked, optimized), and run here.</summary>
public sealed class GeneratedModel
{
    private readonly Action<int[], int[]>? _scores;
    private readonly Action<sbyte[], int[]>? _rawScores;
    private readonly Action<sbyte[], sbyte[]>? _raw;
    private readonly Action<short[], int[]>? _wideScores;
    private readonly Action<short[], sbyte[]>? _wide;
    private readonly short[] _wideInput;
    private readonly sbyte[] _input, _output;

    private GeneratedModel(object instance, MethodInfo run, int inputs, int outputs)
    {
        _input = new sbyte[inputs];
        _wideInput = new short[inputs];
        _output = new sbyte[outputs];
        Type[] types = [.. run.GetParameters().Select(p => p.ParameterType)];
        if (types[0] == typeof(int[]))
        {
            _scores = run.CreateDelegate<Action<int[], int[]>>(instance);
        }
        else if (types[0] == typeof(short[]))
        {
            _wideScores = types[1] == typeof(int[]) ? run.CreateDelegate<Action<short[], int[]>>(instance) : null;
            _wide = types[1] == typeof(int[]) ? null : run.CreateDelegate<Action<short[], sbyte[]>>(instance);
        }
        else if (types[1] == typeof(int[]))
        {
            _rawScores = run.CreateDelegate<Action<sbyte[], int[]>>(instance);
        }
        else
        {
            _raw = run.CreateDelegate<Action<sbyte[], sbyte[]>>(instance);
        }
    }

    /// <exception cref="EmitException">The model has no straight-line form, or what was printed does not compile.</exception>
    public static GeneratedModel Of(QuantizedModel model)
    {
        const string name = "Generated";
        byte[] bytes = Compile(new CSharpEmitter().Emit(model, new EmitOptions { ClassName = name }), name + Guid.NewGuid().ToString("N"));
        Type type = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(new MemoryStream(bytes)).GetType($"{new EmitOptions().Namespace}.{name}", throwOnError: true)!;
        MethodInfo run = type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Single(m => m.Name is "Run" or "RunRaw");
        return new GeneratedModel(Activator.CreateInstance(type)!, run, model.InputShape.Count, model.Shapes()[^1].Count);
    }

    /// <summary>Compiles generated files into one assembly.</summary>
    /// <param name="files">All of the code, or the files of one assembly.</param>
    /// <param name="name">The assembly's.</param>
    /// <param name="parts">Compiled assemblies that it needs.</param>
    /// <exception cref="EmitException">It does not compile.</exception>
    public static byte[] Compile(IReadOnlyList<EmittedFile> files, string name, IReadOnlyList<byte[]>? parts = null)
    {
        var compilation = CSharpCompilation.Create(
            name,
            files.Select(f => CSharpSyntaxTree.ParseText(f.Text, new CSharpParseOptions(LanguageVersion.CSharp9), f.Path)),
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location), .. (parts ?? []).Select(p => MetadataReference.CreateFromImage(p))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        return result.Success ? stream.ToArray() : throw new EmitException("the generated code does not compile: " + result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error));
    }

    /// <summary>One inference, as <see cref="Inference.Engine.Run"/>: integers in (saturated to the type of a raw model's input), scores or raw integers out.</summary>
    public void Run(int[] features, int[] scores)
    {
        if (_scores is not null)
        {
            _scores(features, scores);
            return;
        }

        for (int i = 0; i < _input.Length; i++)
        {
            _input[i] = (sbyte)Math.Clamp(features[i], -128, 127);
            _wideInput[i] = (short)Math.Clamp(features[i], -32768, 32767);
        }

        if (_wideScores is not null)
        {
            _wideScores(_wideInput, scores);
            return;
        }

        if (_rawScores is not null)
        {
            _rawScores(_input, scores);
            return;
        }

        if (_wide is not null)
        {
            _wide(_wideInput, _output);
        }
        else
        {
            _raw!(_input, _output);
        }

        for (int i = 0; i < _output.Length; i++)
        {
            scores[i] = _output[i];
        }
    }
}
