using System.Text;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>
/// Prints a quantized model as straight-line C# for models that are compiled into the firmware: weights are constants in the code (they stay in
/// flash), activations stand in local variables, three to a 64-bit word. Gives the engine's integers to the bit. C# 9 for nanoFramework 1.x.
/// </summary>
public sealed class CSharpEmitter
{
    /// <summary>Files for a model: one class, and further static classes in folders of their own where one assembly is not enough.</summary>
    /// <exception cref="EmitException">A layer has no straight-line form.</exception>
    public IReadOnlyList<EmittedFile> Emit(QuantizedModel model, EmitOptions options)
    {
        string name = options.ClassName ?? ClassName(model.Id);
        return ArrayEmitter.Suits(model, model.Shapes()) ? new ArrayEmitter(model, options.Namespace, name).Run() : new VectorEmitter(model, options.Namespace, name).Run();
    }

    /// <summary>"bearing-v1" becomes BearingV1.</summary>
    public static string ClassName(string id)
    {
        var name = new StringBuilder();
        bool upper = true;
        foreach (char c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                upper = true;
                continue;
            }

            if (name.Length == 0 && char.IsAsciiDigit(c))
            {
                name.Append("Model");
            }

            name.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return name.Length == 0 ? "Model" : name.ToString();
    }
}
