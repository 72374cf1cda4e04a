using AIoT.Embedded.ModelTools.Meter;
using Mono.Cecil;

namespace AIoT.Embedded.Meter.Tests;

/// <summary>The kinds that the analysis names in an assembly, without running it.</summary>
internal static class KindSurvey
{
    /// <summary>Unsafe code and opcodes that firmware may not hold are left out: the meter refuses them by name.</summary>
    public static IEnumerable<string> Of(string path, int methods)
    {
        using DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(Path.GetDirectoryName(path));
        using ModuleDefinition module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
        HashSet<string> kinds = [];
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method.Body.Instructions.Count != 0).Take(methods))
        {
            try
            {
                kinds.UnionWith(MethodKinds.Of(method, type => type.Namespace == "System").Values);
            }
            catch (NotSupportedException)
            {
            }
        }

        return kinds;
    }
}
