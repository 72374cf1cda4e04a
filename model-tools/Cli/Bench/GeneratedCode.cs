using System.Reflection;
using AIoT.Embedded.ModelTools.Cli.Verification;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Cli.Bench;

/// <summary>The assembly of a model's generated code: written for the meter, found by the work that it meters.</summary>
internal static class GeneratedCode
{
    private const string AssemblyName = "AIoT.Embedded.Bench.Generated";
    private const string ClassName = "Generated";

    /// <summary>Prints, compiles and writes the model's code; returns the path.</summary>
    public static string Write(QuantizedModel model, string folder)
    {
        string path = Path.Combine(folder, AssemblyName + ".dll");
        File.WriteAllBytes(path, GeneratedModel.Compile(new CSharpEmitter().Emit(model, new EmitOptions { ClassName = ClassName }), AssemblyName));
        return path;
    }

    /// <summary>The generated model's method of that shape, for work that runs inside the meter.</summary>
    public static TRun Load<TRun>(string method)
        where TRun : Delegate
    {
        Type type = Assembly.Load(AssemblyName).GetType($"{new EmitOptions().Namespace}.{ClassName}", throwOnError: true)!;
        return type.GetMethod(method)!.CreateDelegate<TRun>(Activator.CreateInstance(type));
    }
}
