using Mono.Cecil;

namespace AIoT.Embedded.Device.Tests.Gate;

/// <summary>The public members of the nanoFramework 1.x libraries, from the files under allow-list.</summary>
public sealed class AllowedApi
{
    private readonly Dictionary<string, AllowedType> _types = new(StringComparer.Ordinal);
    private readonly List<AllowedLibrary> _libraries = [];

    private AllowedApi()
    {
    }

    public IReadOnlyList<AllowedLibrary> Libraries => _libraries;

    /// <summary>Reads every .txt of the folder: four header lines, then types at the margin, each with its bases, and their members indented.</summary>
    public static AllowedApi Load(string folder)
    {
        AllowedApi api = new();
        foreach (string file in Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            api.Read(file);
        }

        return api;
    }

    public AllowedType? Type(TypeReference type) => _types.GetValueOrDefault(OnTheBoard(type.FullName));

    /// <summary>Whether the member is declared by the type or one of its bases, with the same parameter types.</summary>
    public bool Has(AllowedType type, string member)
    {
        Queue<AllowedType> search = new([type]);
        while (search.TryDequeue(out AllowedType? one))
        {
            if (one.Members.Contains(member))
            {
                return true;
            }

            foreach (string name in one.Bases)
            {
                if (_types.TryGetValue(name, out AllowedType? found))
                {
                    search.Enqueue(found);
                }
            }
        }

        // Every type has what object has; overrides are not listed again. Constructors do not inherit.
        return !member.StartsWith(".ctor", StringComparison.Ordinal) && _types["System.Object"].Members.Contains(member);
    }

    /// <summary>The name of a method or field as the lists spell it: <c>Name(ParameterTypes)</c> with simple type names.</summary>
    public static string Spell(MemberReference member) => member switch
    {
        MethodReference method => $"{method.Name}({string.Join(',', method.Parameters.Select(parameter => Spell(parameter.ParameterType)))})",
        _ => member.Name,
    };

    // The desktop declares Set and Reset of AutoResetEvent in a base class that the board's library does not have, and has another
    // X509Certificate2; the same source calls the board's own there.
    private static string OnTheBoard(string type) => type switch
    {
        "System.Threading.EventWaitHandle" => "System.Threading.AutoResetEvent",
        "nanoFramework.Networking.X509Certificate2" => "System.Security.Cryptography.X509Certificates.X509Certificate2",
        _ => type,
    };

    private static string Spell(TypeReference type) => type switch
    {
        RequiredModifierType modified => Spell(modified.ElementType),
        ByReferenceType reference => Spell(reference.ElementType) + "&",
        ArrayType array => Spell(array.ElementType) + "[]",
        _ => type.Name,
    };

    private void Read(string file)
    {
        Dictionary<string, string> header = new(StringComparer.Ordinal);
        AllowedLibrary? library = null;
        HashSet<string> members = [];
        foreach (string line in File.ReadLines(file))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                header[line[2..colon]] = line[(colon + 1)..].Trim();
            }
            else if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                members.Add(line.Trim());
            }
            else if (line.Length != 0)
            {
                if (library is null)
                {
                    library = new AllowedLibrary(header["assembly"], header["package"], header["version"], header["depends on"].Split(", ", StringSplitOptions.RemoveEmptyEntries));
                    _libraries.Add(library);
                }

                string[] parts = line.Split(" : ");
                members = [];
                _types.Add(parts[0], new AllowedType(library, parts[0], parts.Length == 1 ? [] : parts[1].Split(", "), members));
            }
        }
    }
}
