using System.Reflection;
using System.Runtime.Loader;

namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>The instrumented assemblies, loaded apart from the originals, and their counters.</summary>
public sealed class MeteredAssemblies
{
    private readonly Context _context;
    private readonly IReadOnlyList<(long[] Counters, IReadOnlyList<BasicBlock> Blocks)> _parts;

    private MeteredAssemblies(Context context, IReadOnlyList<(long[] Counters, IReadOnlyList<BasicBlock> Blocks)> parts)
    {
        _context = context;
        _parts = parts;
    }

    /// <summary>The instrumented type of that full name, <c>Namespace.Class</c>.</summary>
    /// <exception cref="ArgumentException">No metered assembly has it.</exception>
    public Type Type(string fullName) =>
        Find(fullName) ?? throw new ArgumentException($"No metered assembly has the type {fullName}.", nameof(fullName));

    /// <summary>A new instance of an instrumented type; its constructor is chosen by the arguments.</summary>
    public object New(string fullName, params object?[] arguments) =>
        Activator.CreateInstance(Type(fullName), BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions, null, arguments, null)!;

    /// <summary>Calls an instance method, chosen by name and arguments.</summary>
    public object? Call(object target, string method, params object?[] arguments) =>
        target.GetType().InvokeMember(method, Methods | BindingFlags.Instance, null, target, arguments);

    /// <summary>Calls a static method, chosen by name and arguments.</summary>
    public object? CallStatic(string fullName, string method, params object?[] arguments) =>
        Type(fullName).InvokeMember(method, Methods | BindingFlags.Static, null, null, arguments);

    /// <summary>Loads an assembly without counting it, so that its references reach the instrumented ones.</summary>
    public Assembly LoadPlain(string path)
    {
        path = Path.GetFullPath(path);
        _context.Folders.Add(Path.GetDirectoryName(path)!);
        return _context.LoadFromAssemblyPath(path);
    }

    /// <summary>Forgets what has been executed so far (constructors and tables, say): counting starts here.</summary>
    public void Restart()
    {
        foreach ((long[] counters, _) in _parts)
        {
            Array.Clear(counters);
        }
    }

    internal Type? Find(string fullName) =>
        _context.Instrumented.Values.Select(assembly => assembly.GetType(fullName)).FirstOrDefault(type => type is not null);

    /// <summary>What has been executed since counting started.</summary>
    public OpcodeReport Report(CostTable table)
    {
        Dictionary<string, (long Calls, Dictionary<string, long> Counts)> methods = new(StringComparer.Ordinal);
        foreach ((long[] counters, IReadOnlyList<BasicBlock> blocks) in _parts)
        {
            foreach (BasicBlock block in blocks.Where(block => counters[block.Counter] != 0))
            {
                long executions = counters[block.Counter];
                (long calls, Dictionary<string, long> counts) = methods.GetValueOrDefault(block.Method, (0, new Dictionary<string, long>(StringComparer.Ordinal)));
                foreach ((string kind, int count) in block.Kinds)
                {
                    counts[kind] = counts.GetValueOrDefault(kind) + (count * executions);
                }

                methods[block.Method] = (calls + (block.IsEntry ? executions : 0), counts);
            }
        }

        return new OpcodeReport(table, [.. methods.Select(pair => new MethodReport(pair.Key, pair.Value.Calls, pair.Value.Counts))]);
    }

    internal static MeteredAssemblies Load(IReadOnlyList<InstrumentedAssembly> assemblies)
    {
        Context context = new(assemblies.Select(assembly => Path.GetDirectoryName(assembly.Path)!).Distinct());
        List<(long[] Counters, IReadOnlyList<BasicBlock> Blocks)> parts = [];
        foreach (InstrumentedAssembly assembly in assemblies)
        {
            Assembly loaded = context.LoadFromStream(new MemoryStream(assembly.Image));
            context.Instrumented.Add(loaded.GetName().Name!, loaded);
            long[] counters = new long[assembly.Blocks.Count];
            loaded.GetType(Instrumenter.CountersClass)!.GetField(Instrumenter.CountersField)!.SetValue(null, counters);
            parts.Add((counters, assembly.Blocks));
        }

        return new MeteredAssemblies(context, parts);
    }

    internal void Unload() => _context.Unload();

    private const BindingFlags Methods = BindingFlags.InvokeMethod | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions;

    /// <summary>References to instrumented assemblies stay inside; the rest is shared with the caller where the caller has it.</summary>
    private sealed class Context(IEnumerable<string> folders) : AssemblyLoadContext("opcode meter", isCollectible: true)
    {
        public List<string> Folders { get; } = [.. folders];

        public Dictionary<string, Assembly> Instrumented { get; } = new(StringComparer.Ordinal);

        protected override Assembly? Load(AssemblyName name)
        {
            if (Instrumented.TryGetValue(name.Name!, out Assembly? instrumented))
            {
                return instrumented;
            }

            // Whatever lies beside the metered assemblies may reference them: it must see the instrumented ones. The meter itself and the runtime are shared.
            string? path = name.Name == typeof(MeteredAssemblies).Assembly.GetName().Name
                ? null
                : Folders.Select(folder => Path.Combine(folder, name.Name + ".dll")).FirstOrDefault(File.Exists);
            return path is null ? null : LoadFromAssemblyPath(path);
        }
    }
}
