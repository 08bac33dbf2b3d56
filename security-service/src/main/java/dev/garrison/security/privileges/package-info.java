/**
 * What roles grant. {@link dev.garrison.security.privileges.EffectivePrivileges} turns raw role documents into the names that a
 * token carries and that operations ask for:
 *
 * <table>
 * <caption>Names of privileges</caption>
 * <tr><td>{@code fleet-agents-all}, {@code lists-read}, {@code indexPatterns:manage} …</td>
 *     <td>Kibana's API privileges, as its 403 texts name them</td></tr>
 * <tr><td>{@code saved_object:TYPE/OPERATION}</td>
 *     <td>{@code get} (also find, resolve, export), {@code create}, {@code update} (also sharing to spaces), {@code delete}</td></tr>
 * <tr><td>{@code cases:OWNER/OPERATION}</td>
 *     <td>owner {@code cases}, {@code observability} or {@code securitySolution}; {@code getCase}, {@code getComment}, {@code getTags},
 *     {@code getReporters}, {@code getUserActions}, {@code findConfigurations}, {@code createCase}, {@code updateCase},
 *     {@code updateComment}, {@code pushCase}, {@code createComment}, {@code reopenCase}, {@code assignCase}, {@code deleteCase},
 *     {@code deleteComment}, {@code createConfiguration}, {@code updateConfiguration}</td></tr>
 * <tr><td>{@code actions:OPERATION}</td>
 *     <td>connectors: {@code get} (also list and connector types), {@code create}, {@code update}, {@code delete}, {@code execute}</td></tr>
 * <tr><td>{@code alerting:CONSUMER/rule/OPERATION}</td>
 *     <td>{@code get} (also find, state, execution log), {@code create}, {@code update} (also enable, disable, mute, snooze, run, API
 *     key), {@code delete}. For a rule of the general consumer {@code alerts} ask with the producer of its type</td></tr>
 * <tr><td>{@code alerting:CONSUMER/alert/OPERATION}</td><td>{@code get}, {@code update}</td></tr>
 * <tr><td>{@code savedObjectsManagement:copyIntoSpace}, {@code …:shareIntoSpace}</td><td>what the names say</td></tr>
 * <tr><td>{@code login:}</td><td>the caller may enter the space: held by whoever holds anything there</td></tr>
 * <tr><td>{@code space:manage}</td><td>create, change and delete spaces: base {@code all} in all spaces</td></tr>
 * <tr><td>{@code *}</td><td>a superuser: also {@code sessionManagement} and {@code rotateEncryptionKey}, which no feature grants</td></tr>
 * </table>
 */
package dev.garrison.security.privileges;
