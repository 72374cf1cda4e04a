using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>
/// Adds an execution counter to every basic block of an assembly and keeps what each block holds.
/// A block's opcodes are counted as a whole when it is entered, also when an exception leaves it half way.
/// </summary>
internal sealed class Instrumenter
{
    /// <summary>The class with the counters that every instrumented assembly gets, and its field.</summary>
    public const string CountersClass = "OpcodeMeterCounters";
    public const string CountersField = "Executed";

    private readonly ModuleDefinition _module;
    private readonly Predicate<TypeReference> _isMetered;
    private readonly FieldDefinition _counters;
    private readonly List<BasicBlock> _blocks = [];

    private Instrumenter(ModuleDefinition module, Predicate<TypeReference> isMetered)
    {
        _module = module;
        _isMetered = isMetered;
        TypeDefinition holder = new("", CountersClass, TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed, module.TypeSystem.Object);
        _counters = new FieldDefinition(CountersField, FieldAttributes.Public | FieldAttributes.Static, new ArrayType(module.TypeSystem.Int64));
        holder.Fields.Add(_counters);
        module.Types.Add(holder);
    }

    /// <summary>Instruments every method of the module in place and returns its blocks; the caller allocates the counter array.</summary>
    public static IReadOnlyList<BasicBlock> Run(ModuleDefinition module, Predicate<TypeReference> isMetered)
    {
        List<MethodDefinition> methods = [.. module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method.Body.Instructions.Count != 0)];
        Instrumenter instrumenter = new(module, isMetered);
        foreach (MethodDefinition method in methods)
        {
            instrumenter.Instrument(method);
        }

        return instrumenter._blocks;
    }

    private void Instrument(MethodDefinition method)
    {
        IReadOnlyDictionary<Instruction, string> kinds = MethodKinds.Of(method, _isMetered);
        HashSet<Instruction> leaders = Leaders(method.Body);
        string name = Name(method);

        // The entry has a counter of its own, so that a loop back to the first instruction is not a call.
        _blocks.Add(new BasicBlock(name, _blocks.Count, IsEntry: true, new Dictionary<string, int>()));
        int entry = _blocks.Count - 1;
        List<(Instruction Leader, int Counter)> starts = [];
        Dictionary<string, int>? current = null;
        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (leaders.Contains(instruction))
            {
                current = null;
                if (kinds.ContainsKey(instruction))
                {
                    current = [];
                    starts.Add((instruction, _blocks.Count));
                    _blocks.Add(new BasicBlock(name, _blocks.Count, IsEntry: false, current));
                }
            }

            if (current is not null && kinds.TryGetValue(instruction, out string? kind))
            {
                current[kind] = current.GetValueOrDefault(kind) + 1;
            }
        }

        InsertCounters(method.Body, entry, starts);
    }

    private static HashSet<Instruction> Leaders(MethodBody body)
    {
        HashSet<Instruction> leaders = [body.Instructions[0]];
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target)
            {
                leaders.Add(target);
            }
            else if (instruction.Operand is Instruction[] targets)
            {
                leaders.UnionWith(targets);
            }

            if (instruction.Next is not null && instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw)
            {
                leaders.Add(instruction.Next);
            }
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            leaders.Add(handler.TryStart);
            leaders.Add(handler.HandlerStart);
            if (handler.FilterStart is not null)
            {
                leaders.Add(handler.FilterStart);
            }
        }

        leaders.RemoveWhere(instruction => instruction is null);
        return leaders;
    }

    private void InsertCounters(MethodBody body, int entry, List<(Instruction Leader, int Counter)> starts)
    {
        body.SimplifyMacros();
        ILProcessor processor = body.GetILProcessor();
        Dictionary<Instruction, Instruction> moved = [];
        List<Instruction> instructions = [];
        Count(entry);
        Dictionary<Instruction, int> counterOf = starts.ToDictionary(start => start.Leader, start => start.Counter);
        foreach (Instruction instruction in body.Instructions)
        {
            // A prefix and its instruction stay together: no leader stands between them.
            if (counterOf.TryGetValue(instruction, out int counter))
            {
                int first = instructions.Count;
                Count(counter);
                moved[instruction] = instructions[first];
            }

            instructions.Add(instruction);
        }

        body.Instructions.Clear();
        foreach (Instruction instruction in instructions)
        {
            if (instruction.Operand is Instruction target)
            {
                instruction.Operand = moved.GetValueOrDefault(target, target);
            }
            else if (instruction.Operand is Instruction[] targets)
            {
                instruction.Operand = targets.Select(one => moved.GetValueOrDefault(one, one)).ToArray();
            }

            body.Instructions.Add(instruction);
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            handler.TryStart = Moved(handler.TryStart);
            handler.TryEnd = Moved(handler.TryEnd);
            handler.HandlerStart = Moved(handler.HandlerStart);
            handler.HandlerEnd = Moved(handler.HandlerEnd);
            handler.FilterStart = Moved(handler.FilterStart);
        }

        body.OptimizeMacros();

        void Count(int counter)
        {
            instructions.Add(processor.Create(OpCodes.Ldsfld, _counters));
            instructions.Add(processor.Create(OpCodes.Ldc_I4, counter));
            instructions.Add(processor.Create(OpCodes.Ldelema, _module.TypeSystem.Int64));
            instructions.Add(processor.Create(OpCodes.Dup));
            instructions.Add(processor.Create(OpCodes.Ldind_I8));
            instructions.Add(processor.Create(OpCodes.Ldc_I8, 1L));
            instructions.Add(processor.Create(OpCodes.Add));
            instructions.Add(processor.Create(OpCodes.Stind_I8));
        }

        Instruction Moved(Instruction boundary) => boundary is null ? null! : moved.GetValueOrDefault(boundary, boundary);
    }

    private static string Name(MethodDefinition method) =>
        $"{method.DeclaringType.FullName}.{method.Name}({string.Join(", ", method.Parameters.Select(parameter => parameter.ParameterType.Name))})";
}
