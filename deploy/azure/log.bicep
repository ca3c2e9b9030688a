// Event Hubs: what gateways sent, in order for each, kept for seven days; a store that was lost is filled from it. How far it was read stands in
// the store itself, so that there is no place for checkpoints here.
param plant string
param unique string
param location string
param units int
param partitions int
param user string

var receiver = 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'
var sender = '2b629674-e913-4c01-ae53-ef4638d8f975'

resource hubs 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'tr${plant}${unique}'
  location: location
  sku: { name: 'Standard', tier: 'Standard', capacity: units }
  properties: { disableLocalAuth: true, minimumTlsVersion: '1.2', isAutoInflateEnabled: true, maximumThroughputUnits: units * 4 }
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = {
  parent: hubs
  name: 'events'
  properties: { partitionCount: partitions, retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: 168 } }
}

resource group 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = {
  parent: hub
  name: 'traceability'
}

resource mayReceive 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: hub
  name: guid(hub.id, user, receiver)
  properties: { principalId: user, principalType: 'ServicePrincipal', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', receiver) }
}

resource maySend 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: hub
  name: guid(hub.id, user, sender)
  properties: { principalId: user, principalType: 'ServicePrincipal', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', sender) }
}

output hubName string = hub.name
output groupName string = group.name
output host string = '${hubs.name}.servicebus.windows.net'
