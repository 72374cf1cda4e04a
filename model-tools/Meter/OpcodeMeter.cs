using System.Collections.Concurrent;
using Mono.Cecil;

namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>
/// Counts the IL opcodes that a piece of work executes in the real compiled assemblies, and prices them: the cost of that work on an
/// interpreter, as a number that depends on nothing but the code and its input.
/// </summary>
/// <remarks>
/// Counted is every opcode of the given assemblies, those of methods that they call in each other included. A call of anything else (the base
/// library, a driver) is one "native call". The work runs on one thread: counts of parallel threads would be lost.
/// </remarks>
public sealed class OpcodeMeter(CostTable table)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<InstrumentedAssembly>> _instrumented = new(StringComparer.Ordinal);

    /// <summary>Meters work that calls the assemblies by name; <see cref="MeteredAssemblies.Restart"/> in it leaves the preparation out.</summary>
    /// <param name="assemblies">Paths of the .dll files to instrument. What they reference and is not among them must lie beside them or be loaded already.</param>
    /// <param name="work">What to do with them.</param>
    public OpcodeReport Measure(IEnumerable<string> assemblies, Action<MeteredAssemblies> work)
    {
        string[] paths = [.. assemblies.Select(Path.GetFullPath)];
        string key = string.Join('|', paths.Select(path => $"{path}@{File.GetLastWriteTimeUtc(path).Ticks}"));
        MeteredAssemblies metered = MeteredAssemblies.Load(_instrumented.GetOrAdd(key, _ => Instrument(paths)));
        try
        {
            metered.Restart();
            work(metered);
            return metered.Report(table);
        }
        finally
        {
            metered.Unload();
        }
    }

    /// <summary>Meters work that is written against the assemblies' types; its <see cref="IMeteredWork.Prepare"/> is not counted.</summary>
    public OpcodeReport Measure<TWork>(IEnumerable<string> assemblies)
        where TWork : IMeteredWork, new() => Measure(typeof(TWork), assemblies);

    /// <summary>Meters work of a class that implements <see cref="IMeteredWork"/>.</summary>
    public OpcodeReport Measure(Type work, IEnumerable<string> assemblies) => Measure(assemblies, metered =>
    {
        Type type = metered.Find(work.FullName!) ?? metered.LoadPlain(work.Assembly.Location).GetType(work.FullName!, throwOnError: true)!;
        IMeteredWork instance = (IMeteredWork)Activator.CreateInstance(type)!;
        instance.Prepare();
        metered.Restart();
        instance.Run();
    });

    private static List<InstrumentedAssembly> Instrument(string[] paths)
    {
        using DefaultAssemblyResolver resolver = new();
        foreach (string folder in paths.Select(path => Path.GetDirectoryName(path)!).Append(Path.GetDirectoryName(typeof(object).Assembly.Location)!).Distinct())
        {
            resolver.AddSearchDirectory(folder);
        }

        HashSet<string> names = [.. paths.Select(path => Path.GetFileNameWithoutExtension(path)!)];
        List<InstrumentedAssembly> instrumented = [];
        foreach (string path in paths)
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver, InMemory = true });
            IReadOnlyList<BasicBlock> blocks = Instrumenter.Run(module, type => IsMetered(type, module, names));
            using MemoryStream image = new();

            // A file that was compiled ahead of time holds its IL, too: what is written is that alone.
            module.Attributes = (module.Attributes & ~ModuleAttributes.ILLibrary) | ModuleAttributes.ILOnly;
            module.Architecture = TargetArchitecture.I386;
            module.Write(image);
            instrumented.Add(new InstrumentedAssembly(path, image.ToArray(), blocks));
        }

        return instrumented;
    }

    private static bool IsMetered(TypeReference type, ModuleDefinition module, HashSet<string> names)
    {
        TypeReference element = type.GetElementType();
        return !type.IsArray && element.Scope switch
        {
            ModuleDefinition => true,
            AssemblyNameReference reference => names.Contains(reference.Name) || reference.Name == module.Assembly.Name.Name,
            _ => true,
        };
    }
}
